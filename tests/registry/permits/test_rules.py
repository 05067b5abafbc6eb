"""What may be done to a permit in which state: the whole table, and what dates and cards add."""

from datetime import date

import pytest

from registry.permits.rules import TRANSITIONS, after, check_permit, shown_state
from registry.permits.states import DERIVED, STORED, Act, CardState, PermitState
from tests.make.permits import new_permit

TODAY = date(2026, 11, 21)
S, A, C = PermitState, Act, CardState

ALLOWED = {
    (S.APPLIED, A.GRANT): S.ISSUED,
    (S.ISSUED, A.HAND_OUT): S.ACTIVE,
    (S.ISSUED, A.PRINT): S.ISSUED,
    (S.ISSUED, A.EXTEND): S.ISSUED,
    (S.ISSUED, A.REVOKE): S.REVOKED,
    (S.ACTIVE, A.SUSPEND): S.SUSPENDED,
    (S.ACTIVE, A.REVOKE): S.REVOKED,
    (S.ACTIVE, A.EXTEND): S.ACTIVE,
    (S.ACTIVE, A.PRINT): S.ACTIVE,
    (S.SUSPENDED, A.LIFT): S.ACTIVE,
    (S.SUSPENDED, A.REVOKE): S.REVOKED,
    (S.SUSPENDED, A.EXTEND): S.SUSPENDED,
    (S.REVOKED, A.LIFT): S.ACTIVE,
}


@pytest.mark.parametrize("state", PermitState)
@pytest.mark.parametrize("act", Act)
def test_every_state_against_every_act(state: PermitState, act: Act) -> None:
    assert after(state, act) == ALLOWED.get((state, act))


def test_a_final_revocation_is_the_end() -> None:
    assert [after(S.REVOKED, act, decision_final=True) for act in Act] == [None] * len(Act)
    assert after(S.SUSPENDED, A.LIFT, decision_final=True) is S.ACTIVE


def test_only_stored_states_have_ways_out_and_only_stored_ones_follow() -> None:
    assert set(TRANSITIONS) == STORED
    assert not DERIVED & {state for ways in TRANSITIONS.values() for state in ways.values()}


@pytest.mark.parametrize(
    ("state", "valid_until", "cards", "shown"),
    [
        (S.ACTIVE, None, [], S.ACTIVE),
        (S.ACTIVE, TODAY, [C.ACTIVE], S.ACTIVE),
        (S.ACTIVE, date(2026, 11, 20), [C.ACTIVE], S.EXPIRED),
        (S.ACTIVE, None, [C.REPLACED, C.LOST], S.LOST),
        (S.ACTIVE, None, [C.LOST, C.ACTIVE], S.REISSUED),
        (S.ACTIVE, None, [C.REPLACED, C.ACTIVE], S.ACTIVE),
        (S.SUSPENDED, date(2026, 1, 1), [C.LOST], S.SUSPENDED),
        (S.REVOKED, None, [C.LOST], S.REVOKED),
    ],
)
def test_what_dates_and_cards_add(
    state: PermitState, valid_until: date | None, cards: list[CardState], shown: PermitState
) -> None:
    assert shown_state(state, valid_until, cards, TODAY) is shown


def test_wrong_particulars() -> None:
    assert check_permit(new_permit()) == []
    reversed_days = new_permit(valid_from=date(2026, 2, 1), valid_until=date(2026, 1, 31))
    assert [finding.code for finding in check_permit(reversed_days)] == ["permit_days"]
    for state in set(PermitState) - {S.APPLIED, S.ISSUED, S.ACTIVE}:
        assert [finding.code for finding in check_permit(new_permit(state=state))] == ["permit_beginning"]
