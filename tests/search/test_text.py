"""Words of free text, cut with a dictionary that knows the trade."""

import pytest

from search.text import cut, words
from search.tokens import grams, probes, tokens_of
from tests.make.search import company, worker


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("月嫂、育儿嫂", {"月嫂", "育儿嫂"}),
        ("不住家阿姨", {"不住家"}),
        ("開荒保潔", {"开荒", "保洁"}),
        ("云州市东塘区和平路3号", {"和平", "3"}),
        ("居家上门服务证", {"居家上门服务证"}),
    ],
)
def test_words_of_the_trade_stay_whole(text: str, held: set[str]) -> None:
    assert held <= set(words(text))


def test_what_is_typed_is_cut_into_the_longest_words() -> None:
    assert cut("不住家") == ["不住家"]
    assert cut("催乳") == ["催乳"]


def test_probes_show_the_text_in_its_grams() -> None:
    for text in ("丽", "丽红", "丽红家", "丽红家政服务"):
        assert set(probes(text)) <= grams(f"云州市{text}有限公司")
    assert not set(probes("丽红政")) <= grams("丽红家政")


def test_a_person_has_no_token_but_what_they_do_and_where() -> None:
    tokens = tokens_of(worker(grades=("S:L4",)))
    assert tokens == {"k:worker", "s:MI01", "l:child_care", "g:CARE", "d:990101", "r:S:L4", "@:c1"}


def test_a_company_is_found_by_sound_through_its_own_name_only() -> None:
    tokens = tokens_of(company(core="丽红家政", name="云州市丽红家政服务有限公司"))
    assert {"Ylihong", "Ilhjz", "ylih", "^丽红", "c红家", "n有限公"} <= tokens
    assert "Yyun" not in tokens
    assert "Iyzs" not in tokens
