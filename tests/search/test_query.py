"""What people type, and that nothing they type is a language."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.memory import MemoryEngine
from search.plan import Place, Term
from search.protocol import Cursor, Query
from search.query import (
    LONGEST,
    MOST_TERMS,
    PRIVATE,
    TOO_LONG,
    TOO_MANY,
    CreditCode,
    PermitLike,
    Words,
    read,
)
from tests.make.companies import uscc
from tests.make.search import TODAY, company


def terms(text: str) -> tuple[Term, ...]:
    reading = read(text)
    assert isinstance(reading, Words)
    return reading.plan.terms


def values(term: Term, place: Place) -> set[str]:
    return {token for way in term.ways if way.place is place for token in way.any}


SPELT = [uscc(1), uscc(1).lower(), f" {uscc(1)[:6]} {uscc(1)[6:]}", f"{uscc(1)[:9]}-{uscc(1)[9:]}"]
PERMITS = [
    "YZ996630386",
    "yz 9966 30386",
    "ＹＺ９９６６３０３８６",
    "ZM123456789012345",
    "20231234",
    "月嫂 YZ996630386",
    "1234567890123456",
]
PERSONS = [
    "110105194912310021",
    "11010519491231002x",
    "1101 0519 4912 31002X",
    "99010119900101001X",
    "１１０１０５１９４９１２３１００２Ｘ",
    "13800000000",
    "+86 138 0000 0000",
    "86-138 0000 0000",
    "86138-0000-0000",
    "11010519491231",
    "1101051949123100",
    "11010519491231002",
    "1101051949123100211",
    "10048317163",
    "021-61234567",
    "张三 13800000000",
    "张三13800000000",
    "身份证110105194912310021",
    "身份证 1101 0519 4912 310021",
]


class TestReading:
    @pytest.mark.parametrize(
        "typed", [uscc(1), uscc(1).lower(), f" {uscc(1)[:6]} {uscc(1)[6:]}", f"{uscc(1)[:9]}-{uscc(1)[9:]}"]
    )
    def test_a_credit_code_however_typed(self, typed: str) -> None:
        assert read(typed) == CreditCode(uscc(1), ())

    def test_a_credit_code_among_words(self) -> None:
        assert read(f"查 {uscc(1)}") == CreditCode(uscc(1), ())

    def test_a_wrong_credit_code_says_what_is_wrong(self) -> None:
        wrong = uscc(1)[:-1] + ("A" if uscc(1)[-1] != "A" else "B")
        reading = read(wrong)
        assert isinstance(reading, CreditCode)
        assert [finding.code for finding in reading.findings] == ["uscc_check"]

    @pytest.mark.parametrize("typed", PERMITS)
    def test_what_is_shaped_like_a_permit_goes_to_the_door(self, typed: str) -> None:
        assert isinstance(read(typed), PermitLike)

    @pytest.mark.parametrize("typed", PERSONS)
    def test_numbers_of_persons_are_one_answer(self, typed: str) -> None:
        assert read(typed) is PRIVATE

    def test_limits(self) -> None:
        assert read("家" * (LONGEST + 1)) is TOO_LONG
        assert isinstance(read("家" * LONGEST), Words)
        assert read(" ".join("甲乙丙丁戊己庚辛壬癸子丑寅"[: MOST_TERMS + 1])) is TOO_MANY
        assert len(terms(" ".join("甲乙丙丁戊己庚辛壬癸子丑"))) == MOST_TERMS

    def test_nothing_is_nothing(self) -> None:
        for typed in ("", "   ", "***", "()[]{}", "。，、", "\u200b"):
            assert terms(typed) == ()

    def test_marks_of_query_languages_are_only_marks(self) -> None:
        typed = [term.text for term in terms('丽红* "家政" ~9 AND (月嫂 OR 保洁)')]
        assert typed == ["丽红", "家政", "9", "AND", "(月嫂", "OR", "保洁)"]


class TestMeaning:
    def test_services_and_synonyms(self) -> None:
        assert values(terms("月子护理")[0], Place.ITEM) == {"s:MI01"}
        assert values(terms("母嬰護理")[0], Place.ITEM) == {"s:MI01"}
        assert values(terms("育儿嫂")[0], Place.ITEM) == {"s:CC01", "s:CC02"}
        assert values(terms("育儿嫂")[0], Place.LINE) == {"x:child_care"}
        assert values(terms("家庭保洁")[0], Place.LINE) == {"l:cleaning"}
        assert values(terms("专业看护")[0], Place.GROUP) == {"g:CARE"}
        assert values(terms("服务")[0], Place.ITEM) == set()

    def test_areas_with_and_without_their_ending_and_all_inside(self) -> None:
        assert values(terms("东塘")[0], Place.HOME) == values(terms("东塘区")[0], Place.HOME) == {"h:990101"}
        assert values(terms("云州市")[0], Place.DISTRICT) >= {"d:990100", "d:990101", "d:990106"}
        assert values(terms("Dongtang District".replace(" ", ""))[0], Place.HOME) == {"h:990101"}

    def test_words_run_together_are_taken_apart_beside_the_whole(self) -> None:
        (term,) = terms("东塘区金牌月嫂推荐")
        assert [part.text for part in term.parts] == ["东塘区", "金牌月嫂"]
        assert term.ways
        assert terms("丽红家政")[0].parts == ()
        assert [part.text for part in terms("浦东丽红月嫂")[0].parts] == ["浦东", "丽红", "月嫂"]

    def test_what_narrows_to_persons(self) -> None:
        expected = {"月嫂": True, "东塘区": True, "丽红": False, "家政服务员": False, "丽红月嫂": True}
        for typed, narrows in expected.items():
            reading = read(typed)
            assert isinstance(reading, Words)
            assert reading.plan.narrows is narrows, typed


@pytest.fixture(scope="module")
def shared() -> MemoryEngine:
    """Three thousand companies, asked once so that every table is loaded."""
    engine = MemoryEngine()
    documents = [
        company(
            f"c{number}", core=f"{'丽红佳乐好慷安心'[number % 8]}{number}家政", items=("MI01",), words=("家庭", "服务")
        )
        for number in range(3000)
    ]
    engine.apply(documents, (), Cursor("log", 1, "aa"))
    reading = read("月嫂 东塘区 丽红 lihong")
    assert isinstance(reading, Words)
    engine.search(Query(plan=reading.plan), TODAY)
    return engine


@settings(deadline=None)
@given(st.text(max_size=130))
def test_any_text_is_read_and_answered(shared: MemoryEngine, text: str) -> None:
    reading = read(text)
    if isinstance(reading, Words):
        assert len(reading.plan.terms) <= MOST_TERMS
        assert shared.search(Query(plan=reading.plan), TODAY).total <= 3000


EXPENSIVE = [
    "abcdefgh~9",
    "[a TO z]",
    "*a*",
    " OR ".join(f"{letter}*" for letter in "abcdef"),
    "(" * 100,
    "*" * 10_000,
    "?" * 99,
    " ".join(f"词{number}" for number in range(10_000)),
    "家" * 100,
    "服务" * 50,
    "清洗" * 50,
    "家政 服务 有限 公司 云州 市 家 政 东塘 区 保洁 清洗",
    "a" * 100,
    "李" * 12,
    "/(a+)+$/",
    "\\" * 99,
    "东塘区" * 33,
    "月嫂保洁" * 25,
]


@pytest.mark.parametrize("text", EXPENSIVE, ids=range(len(EXPENSIVE)))
def test_what_was_meant_to_be_expensive_is_cheap(shared: MemoryEngine, text: str) -> None:
    begun = time.process_time()
    reading = read(text)
    if isinstance(reading, Words):
        shared.search(Query(plan=reading.plan), TODAY)
    assert time.process_time() - begun < 0.1
