"""One mistyped character: offered, from what is published, and never taken."""

from collections.abc import Sequence

import pytest

from search.plan import Plan
from search.protocol import Engine
from search.query import Words, read
from search.suggest import alike, suggestions
from tests.make.asking import fill
from tests.make.search import TODAY, company, worker


def offered(index: Engine, text: str) -> list[str]:
    reading = read(text)
    assert isinstance(reading, Words)
    plan: Plan = reading.plan
    documents = index.stored(index.keys())

    def names_of(refs: Sequence[str]) -> dict[str, list[str]]:
        return {
            document.ref: [name.text for name in document.names if name.place in ("core", "brand")]
            for document in documents.values()
            if document.ref in refs
        }

    return suggestions(index, plan, TODAY, names_of)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("丽洪家政", "丽红家政"),
        ("丽红加政", "丽红家政"),
        ("丽家红政", "丽红家政"),
        ("丽红红家政", "丽红家政"),
        ("李红家政", "丽红家政"),
        ("好康在家", "好慷在家"),
        ("好康", "好慷"),
        ("月扫", "月嫂"),
        ("育儿扫", "育儿嫂"),
        ("空条清洗", "空调清洗"),
        ("lihongjiazhen", None),
        ("丽红家政", None),
        ("完全不同", None),
    ],
)
def test_offers_what_differs_by_one_character(index: Engine, typed: str, meant: str | None) -> None:
    fill(index, company("a", core="丽红家政"), company("b", core="好慷在家", brand="好慷"), worker("w"))
    found = offered(index, typed)
    if meant is None:
        assert found == []
    else:
        assert meant in found
        assert len(found) <= 3


def test_keeps_the_other_words(index: Engine) -> None:
    fill(index, company("a", core="丽红家政"))
    assert "丽红家政 东塘区" in offered(index, "丽洪家政 东塘区")


def test_alike_is_one_change_and_symmetric() -> None:
    pairs = [
        ("abcd", "abce", True),
        ("abcd", "abc", True),
        ("abcd", "abdc", True),
        ("abcd", "acbe", False),
        ("abcd", "abcd", False),
        ("abcd", "ab", False),
    ]
    for one, other, expected in pairs:
        assert alike(one, other) is expected
        assert alike(other, one) is expected
