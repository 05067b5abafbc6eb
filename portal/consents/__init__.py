"""Consents at the register keeper's counter."""
