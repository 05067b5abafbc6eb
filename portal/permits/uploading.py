"""A photo on its way in: read from the form, remade, and the file that was sent forgotten."""

from flask import request

from registry.photos.rules import LARGEST_BYTES, portrait

LARGEST_FORM = LARGEST_BYTES + 200_000  # the file with what a form wraps around it


def uploaded_portrait() -> bytes:
    """The uploaded picture as it may be kept. Raises RuleBroken."""
    sent = request.files.get("photo")
    return portrait(sent.read(LARGEST_BYTES + 1) if sent else b"")
