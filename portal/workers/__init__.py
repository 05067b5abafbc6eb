"""Pages of people who agreed to be listed."""
