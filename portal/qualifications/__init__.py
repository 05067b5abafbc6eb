"""Training credits at the register keeper's counter."""
