"""The area file and what a name means in it."""

import re

import pytest

from registry.areas.rules import DEMO_CITY, area_label, catalogue, matching, province_label, within
from registry.areas.states import Level


def test_parents_stand_one_above_and_before_their_children() -> None:
    seen: set[str] = set()
    for area in catalogue().values():
        assert re.fullmatch("[0-9]{6}", area.code)
        assert area.name.zh
        assert area.name.en
        if area.level is Level.PROVINCE:
            assert area.parent is None
        else:
            assert area.parent in seen
            assert area.code.startswith(str(area.parent).rstrip("0")[:2])
        seen.add(area.code)
    assert len(seen) > 3_200


def test_no_placeholder_and_no_development_zone() -> None:
    names = {area.name.zh for area in catalogue().values()}
    assert not names & {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
    assert not [code for code in catalogue() if code[4] == "7"]
    assert "苏州工业园区" not in names


@pytest.mark.parametrize(
    ("code", "name"),
    [("110105", "朝阳区"), ("310115", "浦东新区"), ("330113", "临平区"), ("330114", "钱塘区"), ("441900", "东莞市"),
     ("429004", "仙桃市"), ("500230", "丰都县"), ("710000", "台湾省"), ("990103", "西岭区")],
)  # fmt: skip
def test_areas_that_trip_other_tables(code: str, name: str) -> None:
    assert area_label(code).zh == name


@pytest.mark.parametrize(
    ("code", "english"),
    [("310115", "Pudong New Area"), ("610000", "Shaanxi"), ("341500", "Lu'an"), ("500115", "Changshou District"),
     ("110105", "Chaoyang District"), ("371721", "Caoxian County"), ("330382", "Yueqing"), ("150100", "Hohhot")],
)  # fmt: skip
def test_english_names(code: str, english: str) -> None:
    assert area_label(code).en == english


def test_the_demonstration_city_has_six_districts_and_a_province_that_says_what_it_is() -> None:
    districts = [area for area in catalogue().values() if area.parent == DEMO_CITY]
    assert {area.name.zh for area in districts} == {"东塘区", "北苑区", "西岭区", "南浦区", "明湖区", "临江新区"}
    assert all(area.source.startswith("X") for area in districts)
    assert province_label("990102") == area_label("990000")
    assert "演示" in area_label("990000").zh


@pytest.mark.parametrize(
    ("id_area", "name"),
    [("310119", "上海市"), ("110105", "北京市"), ("810000", "香港特别行政区"), ("830000", "台湾省")],
)
def test_the_province_of_a_number_outlives_its_county(id_area: str, name: str) -> None:
    label = province_label(id_area)
    assert label is not None
    assert label.zh == name


def test_unknown_codes_are_said_as_they_are() -> None:
    assert province_label("000000") is None
    assert area_label("000000").zh == "000000"


def test_within() -> None:
    assert within("990103", DEMO_CITY)
    assert within("990103", "990103")
    assert within("990103", "990000")
    assert not within("990103", "110000")
    assert not within("000000", DEMO_CITY)


@pytest.mark.parametrize(
    ("name", "code"),
    [("东塘区", "990101"), ("東塘區", "990101"), (" 东塘 ", "990101"), ("临江新区", "990106"), ("临江区", "990106"),
     ("Dongtang District", "990101"), ("990101", "990101"), ("朝阳区", None), ("", None), ("区", None)],
)  # fmt: skip
def test_names_within_a_city(name: str, code: str | None) -> None:
    found = matching(name, [area for area in catalogue().values() if area.parent == DEMO_CITY])
    assert (found.code if found else None) == code


def test_an_ambiguous_name_means_none() -> None:
    assert matching("朝阳区", catalogue().values()) is None
    assert matching("鼓楼区", catalogue().values()) is None
    hebei = [area for area in catalogue().values() if within(area.code, "130000")]
    assert matching("桥西", hebei) is None
