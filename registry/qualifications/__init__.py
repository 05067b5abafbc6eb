"""Certificates and training credits, and who has verified them."""
