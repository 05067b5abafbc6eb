"""The own name of a company, and its place in the alphabet."""

import pytest

from search.company_names import core_name, name_key


@pytest.mark.parametrize(
    ("name", "district", "core"),
    [
        ("云州市东塘区丽红家政服务有限公司", "990101", "丽红家政服务"),
        ("上海市浦东新区好慷家政服务有限责任公司", None, "好慷家政服务"),
        ("重庆市长寿区佳佳乐家政服务部", None, "佳佳乐家政"),
        ("云州丽红家政服务部", "990101", "丽红家政"),
        ("云州丽红家政服务部", None, "云州丽红家政"),
        ("和平家政服务部", None, "和平家政"),
        ("南京市长江大桥保洁有限公司", None, "长江大桥保洁"),
        ("云州市（东塘）佳乐家政中心", "990101", "佳乐家政"),
        ("云州市北苑金牌月嫂坊优选家政服务部", None, "金牌月嫂坊优选家政"),
        ("东塘丽红家政", "990101", "丽红家政"),
        ("东塘丽红家政", None, "东塘丽红家政"),
        ("云州市东塘家政服务有限公司", None, "东塘家政服务"),
        ("天津市和平家政服务部", None, "和平家政"),
        ("雲州市麗紅家政股份有限公司云州分公司", "990101", "丽红家政股份有限公司云州"),
        ("有限公司", None, "有限公司"),
        ("东塘区", "990101", "东塘区"),
    ],
)
def test_core_name(name: str, district: str | None, core: str) -> None:
    assert core_name(name, district) == core


def test_names_are_ordered_by_pinyin() -> None:
    names = ["安心家政", "好慷在家", "佳乐", "丽红家政", "丽红家政服务", "周到", "58到家"]
    assert sorted(names, key=name_key)[0] == "58到家"
    assert sorted(names[:-1], key=name_key) == names[:-1]
    assert all(0 <= name_key(name) < 2**60 for name in names)
