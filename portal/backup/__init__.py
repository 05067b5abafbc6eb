"""Backups that are whole while people write, and restored registers that remember what was erased since."""
