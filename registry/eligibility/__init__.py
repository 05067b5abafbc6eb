"""The gate: who may be given a permit, and for which service lines (R003, R008, R017)."""
