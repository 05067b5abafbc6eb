"""The photo of a person, for the card and, with consent, for the door."""
