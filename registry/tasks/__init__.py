"""Background work and outgoing mail: rows of our own are the truth, whoever carries them out."""
