"""The record's own commands and, later, its proofs."""
