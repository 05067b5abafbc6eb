"""Every picture becomes one of the same size that holds nothing but its dots."""

import contextlib
import io
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from registry.core.errors import RuleBroken
from registry.photos.rules import LARGEST_BYTES, SIDES, digest_of, portrait
from tests.make.photos import picture

WHERE = "GPS 30.2741"


def refused(data: bytes) -> str:
    with pytest.raises(RuleBroken) as problem:
        portrait(data)
    return problem.value.findings[0].code


@pytest.mark.parametrize("size", [(240, 320), (320, 240), (600, 800), (3000, 4000), (900, 320)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_any_picture_becomes_one_of_the_kept_size(size: tuple[int, int], kind: str) -> None:
    with Image.open(io.BytesIO(portrait(picture(size=size, format=kind)))) as made:
        assert made.size == SIDES
        assert made.format == "JPEG"
        assert made.mode == "RGB"


def test_nothing_but_the_dots_is_kept() -> None:
    exif = Image.Exif()
    exif[0x9286] = WHERE
    exif[0x010F] = WHERE
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", WHERE)
    for data in (
        picture(exif=exif.tobytes(), comment=WHERE.encode(), icc_profile=WHERE.encode()),
        picture(format="PNG", pnginfo=text),
    ):
        assert WHERE.encode() in data
        made = portrait(data)
        assert WHERE.encode() not in made
        with Image.open(io.BytesIO(made)) as image:
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            assert not image.getexif()


def test_a_picture_taken_lying_is_set_upright() -> None:
    lying = Image.new("RGB", (800, 600), "black")
    lying.paste("white", (0, 0, 400, 600))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter: the left side is the top
    out = io.BytesIO()
    lying.save(out, "JPEG", exif=exif.tobytes())
    with Image.open(io.BytesIO(portrait(out.getvalue()))) as made:
        assert made.getpixel((240, 60))[0] > 200
        assert made.getpixel((240, 600))[0] < 50


def test_what_is_transparent_becomes_white() -> None:
    with Image.open(io.BytesIO(portrait(picture(format="PNG", mode="RGBA", colour=(0, 0, 0, 0))))) as made:
        assert min(made.getpixel((240, 320))) > 250


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "photo_missing"),
        (b"x" * (LARGEST_BYTES + 1), "photo_size"),
        (b"GIF89a" + b"\0" * 200, "photo_format"),
        (b"%PDF-1.7 ...", "photo_format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_format"),
        (picture()[:400], "photo_format"),
        (picture(size=(200, 300)), "photo_small"),
        (picture(format="PNG", mode="1", size=(20000, 20000), colour=1), "photo_pixels"),
    ],
    ids=["nothing", "large", "gif", "pdf", "svg", "cut off", "small", "bomb"],
)
def test_what_is_no_fit_picture_is_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_a_lying_header_costs_nothing() -> None:
    """A PNG that promises 60,000 by 60,000 dots is refused by its header, before a dot is made."""
    data = bytearray(picture(format="PNG"))
    data[16:24] = (60000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    assert refused(bytes(data)) == "photo_pixels" or refused(bytes(data)) == "photo_format"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 300))
def test_damaged_pictures_are_refused_or_read_but_never_break(noise: bytes, at: int) -> None:
    whole = picture(size=(240, 320))
    data = whole[:at] + noise + whole[at + len(noise) :]
    with contextlib.suppress(RuleBroken):
        assert len(digest_of(portrait(data))) == 64
