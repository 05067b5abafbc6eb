"""Commands on the private trace."""
