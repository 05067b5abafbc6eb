"""What was checked about a person, by component, with five outcomes kept apart."""
