"""A district's name: never guessed between two cities."""

import pytest

from registry.areas.rules import catalogue
from registry.core.findings import Finding
from registry.rosters.districts import district_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("东塘区", "990101"),
        ("云州市东塘区", "990101"),
        (" 990101 ", "990101"),
        ("９９０１０１", "990101"),
        ("浦东新区", "310115"),
        ("上海市浦东新区", "310115"),
        ("北京市朝阳区", "110105"),
        ("辽宁省朝阳市", "211300"),
    ],
)
def test_names_and_codes(text: str, code: str) -> None:
    assert district_of(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("朝阳区", "district_ambiguous"), ("鼓楼区", "district_ambiguous"), ("火星区", "district_unknown")],
)
def test_what_is_ambiguous_is_asked_about(text: str, code: str) -> None:
    found = district_of(text)
    assert isinstance(found, Finding)
    assert found.code == code


def test_every_area_is_found_by_its_whole_name() -> None:
    areas = catalogue()
    for code, area in areas.items():
        parts = [area.name.zh]
        at = area.parent
        while at is not None:
            parts.insert(0, areas[at].name.zh)
            at = areas[at].parent
        assert district_of("".join(parts)) == code
