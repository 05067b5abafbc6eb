"""Which index key is in force, and putting another one in its place."""
