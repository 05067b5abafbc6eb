"""Which number may be proposed, as a table."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.consents.states import Scope
from registry.persons.rules import check_new_number, withdrawn_by_join
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


L, C, P = Scope.LISTING, Scope.CHECKS, Scope.PHOTO


@pytest.mark.parametrize(
    ("kept", "closed", "stopped"),
    [
        ((set(), set()), (set(), set()), (set(), set())),
        (({L}, set()), ({L}, set()), (set(), set())),
        (({L}, set()), (set(), set()), (set(), set())),
        (({L}, set()), (set(), {L}), ({L}, set())),
        ((set(), {L}), ({L}, set()), (set(), {L})),
        (({L, C}, {P}), ({P}, {C}), ({C}, {P})),
        ((set(), {L}), (set(), {L}), (set(), set())),
    ],
)
def test_a_withdrawal_wins(kept, closed, stopped) -> None:
    assert withdrawn_by_join(kept, closed) == stopped
    assert withdrawn_by_join(closed, kept) == stopped[::-1]


SCOPES = st.sets(st.sampled_from(list(Scope)))


@given(SCOPES, SCOPES, SCOPES, SCOPES)
def test_nothing_stands_that_was_taken_back_anywhere(one, one_gone, other, other_gone) -> None:
    one_gone, other_gone = one_gone - one, other_gone - other
    stop_kept, stop_closed = withdrawn_by_join((one, one_gone), (other, other_gone))
    left = (one - stop_kept) | (other - stop_closed)
    assert left == (one | other) - one_gone - other_gone
