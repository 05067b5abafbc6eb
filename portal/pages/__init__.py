"""Home, the reading guide, notices, the text size, and what machines ask for health."""
