"""A file's kind is told by its bytes, never by its name."""

from pathlib import Path

import pytest

from registry.core.errors import RuleBroken
from registry.rosters.content import Content, recognise
from registry.rosters.limits import LIMITS
from tests.make.rosters import SAMPLES


def test_the_samples_are_what_they_are(tmp_path: Path) -> None:
    for sample in SAMPLES.glob("*.[xc]*"):
        wrong_name = tmp_path / "list.pdf"
        wrong_name.write_bytes(sample.read_bytes())
        wanted = Content.CSV if sample.suffix == ".csv" else Content.XLSX
        assert recognise(wrong_name, LIMITS) is wanted


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"%PDF-1.7", "file_type"),
        (b"\x89PNG\r\n", "file_type"),
        (b"\xff\xfea\0,\0", "file_type"),
        (b"<html><table>", "file_type"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?>", "file_type"),
        (b"{\\rtf1", "file_type"),
        (b"Rar!\x1a", "file_type"),
        (b"name,id\0", "file_type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_old_excel"),
        (b"PK\x05\x06" + bytes(18), "file_type"),
    ],
)
def test_other_kinds_are_refused_in_plain_words(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    with pytest.raises(RuleBroken) as refused:
        recognise(path, LIMITS)
    assert refused.value.findings[0].code == code
