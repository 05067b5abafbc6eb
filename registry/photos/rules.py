"""Which pictures are taken in, and what is made of them: one size, one format, and nothing hidden inside."""

import hashlib
import io
import threading
import warnings

from PIL import Image, ImageOps

from registry.core.errors import RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label

LARGEST_BYTES = 5_000_000
LARGEST_PIXELS = 24_000_000  # a telephone's usual picture has 12 million
SMALLEST_SIDES = (240, 320)
SIDES = (480, 640)  # what is kept: 3 by 4, sharp on a card and on a telephone
QUALITY = 85
FORMATS = ("JPEG", "PNG")

# Decoding may take 200 MB for a moment: one at a time in each process.
_one_at_a_time = threading.Lock()


def portrait(data: bytes) -> bytes:
    """A JPEG of SIDES from an uploaded JPEG or PNG, turned upright, cut to 3 by 4, without any metadata.

    Raises RuleBroken; codes photo_missing, photo_size, photo_format, photo_pixels, photo_small.
    """
    if not data:
        raise _broken("photo_missing", "请选择一张照片", "Choose a photo")
    if len(data) > LARGEST_BYTES:
        raise _broken("photo_size", "照片不能超过 5 MB", "A photo has at most 5 MB")
    with _one_at_a_time:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what an odd file makes the decoder say is of no use to anybody
                return _made(data)
        except Image.DecompressionBombError as problem:
            raise _too_many() from problem
        except (OSError, ValueError, SyntaxError, MemoryError) as problem:
            raise _broken(
                "photo_format", "打不开这张照片，请换一张 JPEG 或 PNG", "The photo cannot be opened; use a JPEG or PNG"
            ) from problem


def digest_of(image: bytes) -> str:
    """The SHA-256 of a picture as it is kept."""
    return hashlib.sha256(image).hexdigest()


def _made(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=FORMATS) as found:
        width, height = found.size
        if width * height > LARGEST_PIXELS:
            raise _too_many()
        if min(width, height) < SMALLEST_SIDES[0] or max(width, height) < SMALLEST_SIDES[1]:
            raise _broken(
                "photo_small", "照片太小，至少要 240×320 像素", "The photo is too small: at least 240 by 320 pixels"
            )
        # A JPEG is decoded at the next larger eighth that still suffices.
        found.draft("RGB", (SIDES[0] * 2, SIDES[1] * 2))
        upright = ImageOps.exif_transpose(found)
        if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
            layered = upright.convert("RGBA")
            upright = Image.new("RGB", layered.size, "white")
            upright.paste(layered, mask=layered.getchannel("A"))
        fitted = ImageOps.fit(upright.convert("RGB"), SIDES, Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    # A fresh picture of the same dots: comments, places and thumbnails stay behind.
    bare = Image.new("RGB", SIDES)
    bare.paste(fitted)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _too_many() -> RuleBroken:
    return _broken("photo_pixels", "照片的像素太多，请先缩小", "The photo has too many pixels; make it smaller")


def _broken(code: str, zh: str, en: str) -> RuleBroken:
    return RuleBroken([Finding(code, Label(zh, en), "photo")])
