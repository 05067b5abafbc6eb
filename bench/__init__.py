"""Measurements: ratios against named peers in one run, on the same machine and the same data."""
