"""Particulars of persons as a table: what is a name, whose sex agrees, which days can be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.identifiers import Sex
from registry.workers.rules import check_name, check_sex, check_spell, check_worker
from tests.make.identifiers import id_number
from tests.make.workers import new_worker

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "name", ["张淑芬", "欧阳䶮", "㛃小燕", "阿依古丽·买买提", "𠅤婷", "Anna Smith", "O'Neill Mary", "张 三"]
)
def test_names_people_have(name: str) -> None:
    assert check_name(name) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_missing"),
        (" \u3000", "name_missing"),
        ("张", "name_length"),
        ("张" * 61, "name_length"),
        ("=1+1", "name_characters"),
        ("@SUM(A1)", "name_characters"),
        ("<script>", "name_characters"),
        ("张三1", "name_characters"),
        ("张三;", "name_characters"),
        ("张*", "name_characters"),
    ],
)
def test_what_is_no_name(name: str, code: str) -> None:
    assert [finding.code for finding in check_name(name)] == [code]


@given(st.text(max_size=20))
def test_no_finding_repeats_what_was_typed(text: str) -> None:
    for finding in check_name(f"甲乙{text}"):
        assert "甲乙" not in finding.message.zh + finding.message.en


def test_a_stated_sex_must_agree_with_the_number() -> None:
    number = id_number(sex=Sex.FEMALE)
    assert check_sex(Sex.FEMALE, number) == []
    assert [finding.code for finding in check_sex(Sex.MALE, number)] == ["sex_contradicts_id"]


def test_every_wrong_field_is_named_at_once() -> None:
    person = new_worker(name="=1", id="123", phone="1", permit_number="x")
    assert {finding.field for finding in check_worker(person, TODAY)} == {"name", "id_number", "phone", "permit_number"}


@given(st.none() | st.dates(), st.none() | st.dates())
def test_a_spell_has_begun_and_does_not_end_before(since: date | None, until: date | None) -> None:
    fine = (since is None or since <= TODAY) and (since is None or until is None or since <= until)
    assert (check_spell(since, until, TODAY) == []) is fine
