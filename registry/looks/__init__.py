"""Looking at people's data: why, on which case, by whom, how often; noted before anything is shown."""
