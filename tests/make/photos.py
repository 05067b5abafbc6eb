"""Pictures to upload."""

import io

from PIL import Image


def picture(
    *, size: tuple[int, int] = (600, 800), format: str = "JPEG", mode: str = "RGB", colour: object = (180, 120, 90),
    **options: object,
) -> bytes:  # fmt: skip
    """A plain picture in one colour."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, format, **options)  # type: ignore[arg-type]
    return out.getvalue()
