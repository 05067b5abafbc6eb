"""Pictures to upload."""

import io
from typing import Any

from PIL import Image

Colour = int | tuple[int, ...]


def picture(
    *, size: tuple[int, int] = (600, 800), format: str = "JPEG", mode: str = "RGB", colour: Colour = (180, 120, 90),
    **options: Any,
) -> bytes:  # fmt: skip
    """A plain picture in one colour."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, format, **options)
    return out.getvalue()
