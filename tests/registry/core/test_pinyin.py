"""Pinyin of company names and of what people type."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from registry.core.pinyin import pinyin_full, pinyin_initials, pinyin_variants, readings_of, typed_pinyin
from registry.core.tables import core_table


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("好慷在家", "haokangzaijia", "hkzj"),
        ("佳佳乐", "jiajiale", "jjl"),
        ("南京市长江大桥保洁", "nanjingshichangjiangdaqiaobaojie", "njscjdqbj"),
        ("云州市长乐家政", "yunzhoushichanglejiazheng", "yzscljz"),
        ("重庆长寿区佳佳乐家政", "chongqingchangshouqujiajialejiazheng", "cqcsqjjljz"),
        ("朝阳区绿水家政", "chaoyangqulvshuijiazheng", "cyqlsjz"),
        ("单氏家政", "shanshijiazheng", "ssjz"),
        ("云州市曾姐家政", "yunzhoushizengjiejiazheng", "yzszjjz"),
        ("乐清家政", "yueqingjiazheng", "yqjz"),
        ("58到家", "58daojia", "58dj"),
        ("家庭保潔", "jiatingbaojie", "jtbj"),
        ("", "", ""),
    ],
)
def test_company_names(name: str, full: str, initials: str) -> None:
    assert (pinyin_full(name), pinyin_initials(name)) == (full, initials)


@pytest.mark.parametrize(
    ("name", "reading"), [("云州市盖丽丽家政", "yunzhoushigelilijiazheng"), ("乐家家政", "yuejiajiazheng")]
)
def test_a_name_that_may_begin_with_a_surname_is_found_by_both_readings(name: str, reading: str) -> None:
    assert reading in [full for full, _ in pinyin_variants(name)]
    assert len(pinyin_variants(name)) == 2


@pytest.mark.parametrize("row", core_table("place_pinyin"), ids=lambda row: str(row["word"]))
def test_places_read_as_the_table_says(row: dict[str, str]) -> None:
    assert pinyin_full("演示" + row["word"]) == "yanshi" + row["pinyin"].replace(" ", "")


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("Lǚ", "lv"),
        ("lü", "lv"),
        ("lu:", "lv"),
        ("ｌｖ", "lv"),
        ("xi'an", "xian"),
        ("ou yang", "ouyang"),
        ("zhang1", "zhang"),
        ("nǚ", "nv"),
        ("张", ""),
        ("zhang<", ""),
        ("", ""),
    ],
)
def test_what_people_type_as_pinyin(typed: str, form: str) -> None:
    assert typed_pinyin(typed) == form


def test_readings_are_letters_and_u_with_dots_is_v() -> None:
    assert readings_of("吕")[0] == "lv"
    assert set(readings_of("乐")) >= {"le", "yue"}
    assert all(re.fullmatch("[a-z]+", reading) for letter in "张王李赵女绿" for reading in readings_of(letter))


def test_threads_that_start_together_all_get_answers() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda number: pinyin_full("佳乐家政"), range(64))) == {"jialejiazheng"}
