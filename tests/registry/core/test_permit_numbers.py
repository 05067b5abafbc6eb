"""Shapes that exclude one another, and new numbers that nobody can guess."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.identifiers import looks_like_credit_code
from registry.core.permit_numbers import (
    check_permit_number,
    looks_like_card_code,
    looks_like_card_token,
    looks_like_permit_number,
    new_card_code,
    new_card_token,
    new_permit_number,
    normalise_permit_number,
    spaced_card_code,
    spaced_permit_number,
)
from tests.make.identifiers import credit_code, id_number


@pytest.mark.parametrize(
    "text", ["YZ996630386", "yz 9966-30386", "ＹＺ９９６６３０３８６", "20201234", "ZJ3302A00012345"]
)
def test_permit_numbers_known_or_not(text: str) -> None:
    assert looks_like_permit_number(text)
    assert check_permit_number(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "月嫂",
        "13800001111",
        "86-138 0000 1111",
        "010-00002537",
        "AB123",
        "58到家",
        "zhangshufen",
        "YZ" + "1" * 30,
        "1234567",
    ],
)
def test_what_is_no_permit_number(text: str) -> None:
    assert not looks_like_permit_number(text)
    assert [finding.code[:7] for finding in check_permit_number(text)] == ["permit_"]


@given(st.dates(date(1940, 1, 1), date(2010, 1, 1)), st.integers(0, 499), st.sampled_from(["990102", "310115"]))
def test_an_identity_number_has_no_other_shape(born: date, serial: int, area: str) -> None:
    number = id_number(born=born, serial=serial, area=area)
    assert not looks_like_permit_number(number)
    assert not looks_like_card_code(number)
    assert not looks_like_credit_code(number)


@given(st.integers(0, 99_999_999), st.sampled_from(["91", "92"]))
def test_a_credit_code_has_no_other_shape(number: int, kind: str) -> None:
    code = credit_code(number=number, kind=kind)
    assert looks_like_credit_code(code)
    assert not looks_like_permit_number(code)
    assert not looks_like_card_code(code)


def test_new_numbers_have_their_own_shape_and_do_not_repeat() -> None:
    permits = {new_permit_number() for _ in range(5000)}
    cards = {new_card_code() for _ in range(5000)}
    tokens = {new_card_token() for _ in range(5000)}
    assert (len(permits), len(cards), len(tokens)) == (5000, 5000, 5000)
    assert all(looks_like_permit_number(each) and not looks_like_card_code(each) for each in permits)
    assert all(looks_like_card_code(each) and not looks_like_permit_number(each) for each in cards)
    assert all(looks_like_card_token(each) for each in tokens)
    assert {len(each) for each in permits} == {17}


def test_new_numbers_share_no_beginning_beyond_chance() -> None:
    # 10,000 numbers of a sequence would share their first ten digits; random ones spread over all of them.
    beginnings = {new_permit_number()[2:6] for _ in range(10_000)}
    assert len(beginnings) > 5_000


def test_printed_groups_read_back() -> None:
    number, code = new_permit_number(), new_card_code()
    assert spaced_permit_number(number).count(" ") == 3
    assert normalise_permit_number(spaced_permit_number(number)) == number
    assert spaced_permit_number("YZ996630386") == "YZ996630386"
    assert [len(group) for group in spaced_card_code(code).split(" ")] == [4, 4, 4, 4]
    assert looks_like_card_code(spaced_card_code(code))
