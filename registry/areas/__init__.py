"""Areas of GB/T 2260: provinces, cities, counties, and the rows of the demonstration city."""
