"""Training programmes, sessions and who passed; what a quarter still owes; which service lines a failure closes."""
