"""Posts of the association and of regulators: asked for by whoever keeps accounts, given by a second person."""
