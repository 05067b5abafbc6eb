"""The public record: append-only, numbered, hashed; everything the public sees is read from here."""
