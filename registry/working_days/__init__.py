"""The calendar of working days: what the State Council declares, edited in one place, and time limits counted by it."""
