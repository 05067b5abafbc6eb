"""Why a hit answers, and what of its name is marked."""

import pytest

from registry.companies.disclosure import FormerName, ServiceOffering
from registry.core.taxonomy import ServiceLine
from registry.workers.disclosure import OfferedService
from search.explain import company_subject, marks, reasons, worker_subject
from search.plan import Plan
from search.query import Words, read
from tests.make.companies import company_face


def plan(text: str) -> Plan:
    reading = read(text)
    assert isinstance(reading, Words)
    return reading.plan


FACE = company_face(
    name="云州市丽红家政服务有限公司",
    brand="好慷在家",
    former_names=(FormerName("云州市旧貌服务部"),),
    services=(ServiceOffering("MI01", ServiceLine.CHILD_CARE), ServiceOffering(None, ServiceLine.CLEANING)),
    district="990101",
    service_areas=("990102",),
    address="云州市东塘区和平路3号",
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("丽红", ["企业名"]),
        ("好慷", ["品牌名"]),
        ("旧貌", ["曾用名"]),
        ("有限公司", ["企业全称"]),
        ("lihong", ["名称拼音"]),
        ("lhjz", ["名称拼音首字母"]),
        ("hongjiazheng", ["名称拼音"]),
        ("月嫂", ["服务项目“月嫂(母婴护理)”"]),
        ("月子护理", ["服务项目“月嫂(母婴护理)”（“月子护理”的同义词）"]),
        ("专业看护", ["服务大类"]),
        ("东塘区", ["所在区"]),
        ("北苑区", ["服务区域"]),
        ("和平路", ["地址或经营范围"]),
        ("丽红 东塘区", ["企业名", "所在区"]),
        ("东塘区月嫂", ["所在区", "服务项目“月嫂(母婴护理)”"]),
        ("", []),
    ],
)  # fmt: skip
def test_reasons(typed: str, expected: list[str]) -> None:
    assert [label.zh for label in reasons(plan(typed), company_subject(FACE))] == expected


def test_sounds_are_those_of_the_whole_word() -> None:
    assert "名称拼音" not in [label.zh for label in reasons(plan("honghua"), company_subject(FACE))]


def test_reasons_in_english() -> None:
    (reason,) = reasons(plan("月子护理"), company_subject(FACE))
    assert reason.en == "Service “Maternity matron (yuesao)” (means the same as “月子护理”)" or reason.en.startswith(
        "Service “"
    )


def test_a_line_without_an_item_says_its_line() -> None:
    assert [label.zh for label in reasons(plan("保洁"), company_subject(FACE))] == ["服务类别“家庭保洁”"]


def test_persons_answer_by_what_they_do_and_where() -> None:
    subject = worker_subject([OfferedService("MI01", ServiceLine.CHILD_CARE)], [FACE])
    assert [label.zh for label in reasons(plan("月嫂 东塘区"), subject)] == ["服务项目“月嫂(母婴护理)”", "服务区域"]
    assert subject.names == ()


@pytest.mark.parametrize(
    ("typed", "name", "marked"),
    [
        ("丽红", "云州市丽红家政服务有限公司", ["丽红"]),
        ("东塘区 月嫂", "云州市东塘金牌月嫂坊家政服务有限公司", ["东塘", "月嫂"]),
        ("丽红", "雲州市麗紅家政", ["麗紅"]),
        ("a家", "Ａ·家家政", ["Ａ·家"]),
        ("家政", "家政家政服务", ["家政家政"]),
        ("东塘区月嫂", "东塘月嫂", ["东塘月嫂"]),
        ("㈱", "㈱家政", ["㈱"]),
        ("lihong", "云州市丽红家政", []),
        ("", "云州市", []),
    ],
)
def test_marks_lie_on_the_name_as_written(typed: str, name: str, marked: list[str]) -> None:
    assert [name[begin:end] for begin, end in marks(plan(typed), name)] == marked
