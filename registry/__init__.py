"""The domain: rules, rows and the public record. No web framework, no clock of its own."""
