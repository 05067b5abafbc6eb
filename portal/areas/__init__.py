"""The table of areas."""
