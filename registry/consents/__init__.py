"""A person's own word on what may be shown of them, and its taking back."""
