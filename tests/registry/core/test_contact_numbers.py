"""Phones of persons and public numbers of companies."""

import pytest

from registry.core.contact_numbers import check_hotline, check_phone, normalise_phone


@pytest.mark.parametrize(
    "text",
    ["13800001111", "10048317163", "138 0000 1111", "138-0000-1111", "１３８００００１１１１", "+86 13800001111"],
)
def test_eleven_digits_that_begin_with_one(text: str) -> None:
    assert check_phone(text) == []
    assert len(normalise_phone(text)) == 11


@pytest.mark.parametrize("text", ["12345", "23800001111", "138000011112", "1380000111x", "0571-88880000"])
def test_anything_else_is_no_phone_and_is_not_repeated(text: str) -> None:
    (finding,) = check_phone(text)
    assert finding.code == "phone_format"
    assert text not in finding.message.zh + finding.message.en


@pytest.mark.parametrize("check", [check_phone, check_hotline])
def test_missing_is_said(check: object) -> None:
    assert callable(check)
    assert [finding.code[-8:] for finding in check("  ")] == ["_missing"]


@pytest.mark.parametrize(
    "text",
    ["010-00002537", "0571-88880000", "(0571) 8888 0000", "0571-88880000转8", "400-820-8820", "8008100000", "95559",
     "96123", "12345", "13800001111"],
)  # fmt: skip
def test_hotlines(text: str) -> None:
    assert check_hotline(text) == []


@pytest.mark.parametrize("text", ["88880000", "110x", "999", "0571-888", "请来电"])
def test_what_is_no_hotline(text: str) -> None:
    assert [finding.code for finding in check_hotline(text)] == ["hotline_format"]
