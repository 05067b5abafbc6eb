"""The keys of encrypted fields."""
