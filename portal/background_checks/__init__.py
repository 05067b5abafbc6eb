"""Background checks at the register keeper's counter."""
