"""What may be done to a permit in which state, and what it then is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.sources import Source
from registry.permits.states import Act, CardState, PermitState, Reissue

S = PermitState

# state -> act -> state after it. HAND_OUT happens with the first card.
TRANSITIONS: dict[PermitState, dict[Act, PermitState]] = {
    S.APPLIED: {Act.GRANT: S.ISSUED},
    S.ISSUED: {Act.HAND_OUT: S.ACTIVE, Act.PRINT: S.ISSUED, Act.EXTEND: S.ISSUED, Act.REVOKE: S.REVOKED},
    S.ACTIVE: {Act.SUSPEND: S.SUSPENDED, Act.REVOKE: S.REVOKED, Act.EXTEND: S.ACTIVE, Act.PRINT: S.ACTIVE},
    S.SUSPENDED: {Act.LIFT: S.ACTIVE, Act.REVOKE: S.REVOKED, Act.EXTEND: S.SUSPENDED},
    S.REVOKED: {Act.LIFT: S.ACTIVE},
}


@dataclass(frozen=True, slots=True)
class NewPermit:
    """A permit as supplied. Without `number` the person's own is used, or a new one that cannot be guessed is given.

    `valid_until` None: 未载明. `state`: APPLIED, ISSUED, or ACTIVE for one that the person holds already (a roster's).
    """

    worker_ref: str
    number: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    issuer: str = ""
    source: Source = Source.COMPANY
    state: PermitState = PermitState.ACTIVE


REISSUE_DAYS = 5  # working days from the report to the new card (Shanghai trial rule 2020; domain README 4.11)
LONGEST_YEARS = 5  # a later last day is a slip of the pen (X)
BEGINNINGS = frozenset({S.APPLIED, S.ISSUED, S.ACTIVE})


def after(state: PermitState, act: Act, *, decision_final: bool = False) -> PermitState | None:
    """The state after an act, or None where it may not be done. A final revocation cannot be lifted."""
    if state is PermitState.REVOKED and decision_final:
        return None
    return TRANSITIONS.get(state, {}).get(act)


def check_permit(permit: NewPermit) -> list[Finding]:
    """What is wrong with a permit's particulars. Codes: permit_days, permit_beginning."""
    findings = []
    if permit.valid_from and permit.valid_until and permit.valid_until < permit.valid_from:
        message = Label("证件有效期早于起始日", "The permit ends before it begins")
        findings.append(Finding("permit_days", message, "valid_until"))
    if permit.state not in BEGINNINGS:
        message = Label("新证件不能处于这一状态", "A new permit cannot be in this state")
        findings.append(Finding("permit_beginning", message, "state"))
    return findings


def check_term(today: date, valid_until: date | None) -> list[Finding]:
    """What is wrong with a permit's last day. Codes: permit_end_missing, permit_end, permit_end_far."""
    if valid_until is None:
        message = Label("请填写有效期至", "Give the last day of validity")
        return [Finding("permit_end_missing", message, "valid_until")]
    if valid_until <= today:
        return [Finding("permit_end", Label("有效期应在今天之后", "The last day lies after today"), "valid_until")]
    if valid_until.year - today.year > LONGEST_YEARS:
        message = Label(f"有效期最长 {LONGEST_YEARS} 年", f"At most {LONGEST_YEARS} years")
        return [Finding("permit_end_far", message, "valid_until")]
    return []


def usual_end(today: date) -> date:
    """The last day a permit is granted to unless told otherwise: two years (X), as long as credits are counted."""
    try:
        return today.replace(year=today.year + 2) - timedelta(days=1)
    except ValueError:
        return date(today.year + 2, 2, 28)


def shown_state(state: PermitState, valid_until: date | None, cards: Sequence[CardState], today: date) -> PermitState:
    """The state with what dates and cards add, for staff: an ended permit, one whose card is lost or was replaced.

    `cards` from oldest to newest. The permit itself lives on when a card is lost.
    """
    if state is not PermitState.ACTIVE:
        return state
    if valid_until is not None and valid_until < today:
        return PermitState.EXPIRED
    if cards and cards[-1] is CardState.LOST:
        return PermitState.LOST
    if cards and CardState.LOST in cards:
        return PermitState.REISSUED
    return state


def reissue_state(shown: PermitState, due_at: datetime | None, now: datetime) -> Reissue:
    """How far the replacement of a lost card is. Without a limit it is not late: nobody counted it."""
    if shown is not PermitState.LOST:
        return Reissue.HELD
    if due_at is None:
        return Reissue.UNCOUNTED
    return Reissue.OVERDUE if now >= due_at else Reissue.DUE
