"""A believable register of a city that does not exist: made people, made companies, three years of what happens."""
