"""No mask gives away more than its rule says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.masking import (
    mask_birth_date,
    mask_cell,
    mask_email,
    mask_id_number,
    mask_name,
    mask_permit_number,
    mask_phone,
)
from registry.core.names import clean_name, letters_of, split_surname
from tests.make.identifiers import id_number

HAN = st.text(alphabet="张王李赵欧阳上官淑芬娜敏𠅤䶮㛃單歐陽", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张淑芬", "张**"),
        ("张敏", "张*"),
        ("欧阳娜", "欧阳*"),
        ("歐陽建國", "歐陽**"),
        ("欧阳", "欧*"),
        ("阿依古丽·买买提", "阿***·***"),
        ("阿依古丽•买买提", "阿***•***"),
        ("𠅤明", "𠅤*"),
        ("葛\U000e0100城明", "葛\U000e0100**"),
        ("林 海敏", "林**"),
        ("Maria Santos", "M**** ******"),
        ("José García", "J*** ******"),
        ("Ｍａｒｉａ", "Ｍ****"),
        ("张", "张*"),
        ("", ""),
    ],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(HAN)
def test_a_mask_keeps_the_surname_and_not_one_character_of_the_given_name(name: str) -> None:
    masked, parts = mask_name(name), split_surname(name)
    assert masked.rstrip("*") == parts.surname
    assert masked != name
    assert "*" in masked


@given(st.text(max_size=40))
def test_no_mask_of_any_text_is_the_text(name: str) -> None:
    cleaned = clean_name(name)
    if cleaned.strip("*"):
        assert mask_name(name) != cleaned


def test_two_people_of_one_surname_and_length_read_alike() -> None:
    assert mask_name("张淑芬") == mask_name("张建国")


@given(st.integers(10_000_000_000, 19_999_999_999))
def test_phones_show_three_and_four(number: int) -> None:
    phone = str(number)
    assert mask_phone(phone) == phone[:3] + "****" + phone[7:]
    assert mask_phone(f" {phone[:3]} {phone[3:7]} {phone[7:]} ") == mask_phone(phone)


@given(st.text(alphabet="0123456789- ", max_size=10))
def test_other_numbers_show_two_signs_at_most(text: str) -> None:
    assert len(mask_phone(text).replace("*", "")) <= 2


@given(st.dates(date(1950, 1, 1), date(2008, 1, 1)), st.integers(0, 499))
def test_identity_numbers_show_the_last_four(born: date, serial: int) -> None:
    number = id_number(born=born, serial=serial)
    assert mask_id_number(number) == "*" * 14 + number[-4:]


@given(st.text(alphabet="0123456789X", max_size=30).filter(lambda text: len(text) not in (15, 18)))
def test_broken_identity_numbers_show_nothing(text: str) -> None:
    assert set(mask_id_number(text)) <= {"*"}


@pytest.mark.parametrize(
    ("address", "masked"), [("zhang@example.com", "z***@example.com"), ("z@example.com", "z***@example.com"),
                            ("no address", "***"), ("@example.com", "***"), ("", "***")],
)  # fmt: skip
def test_addresses_show_the_first_letter(address: str, masked: str) -> None:
    assert mask_email(address) == masked


def test_permit_numbers_show_the_last_four() -> None:
    assert mask_permit_number("yz 996630386") == "*******0386"
    assert mask_permit_number("YZ1234") == "****" + "**"


def test_birth_dates_show_the_year() -> None:
    assert mask_birth_date(date(1983, 6, 15)) == "1983-**-**"


@given(st.text(min_size=2, max_size=60))
def test_a_cell_shows_one_sign(text: str) -> None:
    masked = mask_cell(text)
    assert len(letters_of(masked)) <= 12
    assert set(letters_of(masked)[1:]) <= {"*"}


def test_a_formula_in_a_cell_is_not_repeated() -> None:
    assert mask_cell('=HYPERLINK("http://127.0.0.1/")') == "=" + "*" * 11
