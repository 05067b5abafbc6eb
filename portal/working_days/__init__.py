"""The calendar of working days: read, edited, loaded."""
