"""What a regulator sees of the own districts, deciding nothing: lapsed checks, troubled companies, open cases."""
