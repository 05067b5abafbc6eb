"""Which number may be proposed, as a table."""

from datetime import date

import pytest

from registry.persons.rules import check_new_number
from tests.make.identifiers import id_number

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "same", "of_another", "codes"),
    [
        (id_number(), False, False, []),
        (id_number(), True, False, ["id_same"]),
        (id_number(), False, True, ["id_of_another"]),
        ("", False, True, ["id_missing"]),
        (id_number()[:-1], False, False, ["id_length"]),
        (f"{id_number()[:-1]}{(int(id_number()[-1], 16) + 1) % 10 if id_number()[-1] != 'X' else 0}", False, False,
         ["id_check"]),
        (id_number(born=date(2020, 1, 1)), False, False, ["id_too_young"]),
    ],
)  # fmt: skip
def test_which_number_may_be_proposed(typed: str, same: bool, of_another: bool, codes: list[str]) -> None:
    found = check_new_number(typed, TODAY, same=same, of_another=of_another)
    assert [finding.code for finding in found] == codes
    assert all(finding.field == "id_number" for finding in found)
    assert all(digits not in finding.message.zh for finding in found for digits in [typed] if digits)
