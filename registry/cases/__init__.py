"""The officers' work: one table of cases with their clocks, and four eyes on what one person must not decide alone."""
