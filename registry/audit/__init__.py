"""The private trace: who did what to what, as whom and why; append-only, chained."""
