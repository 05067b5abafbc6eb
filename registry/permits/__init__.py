"""The permit to work in people's homes and the printed cards that show it."""
