"""Permits and cards at the register keeper's counter."""
