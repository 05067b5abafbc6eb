"""Erasing chosen values from the public record for another reason than a withdrawn consent: two people decide."""
