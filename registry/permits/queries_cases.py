"""What the verbs on cases about permits look up first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.cases.models import Case, CaseEvent
from registry.cases.states import ACTIVE, Act, CaseKind
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND
from registry.working_days.queries import calendar_of
from registry.working_days.rules import Due, YearNotLoaded, add_working_days


def open_case_of(session: Session, permit_ref: str, kinds: Sequence[CaseKind]) -> str | None:
    """The ref of the undecided case of these kinds about a permit, if there is one."""
    found: str | None = session.scalar(
        select(Case.ref).where(
            Case.subject_ref == permit_ref, Case.kind.in_([kind.value for kind in kinds]),
            Case.state.in_([state.value for state in ACTIVE]),
        )
    )  # fmt: skip
    return found


def subject_of(session: Session, case_ref: str, *kinds: CaseKind) -> str:
    """The ref of the permit that a case is about. Raises NotFound for a case of another kind."""
    case = session.get(Case, case_ref)
    if case is None or case.kind not in kinds:
        raise NotFound(NOT_FOUND)
    return case.subject_ref


def due_in(session: Session, now: datetime, days: int) -> Due | None:
    """The end of so many working days, or None where it runs into a year that nobody has loaded: never a guess."""
    try:
        return add_working_days(now, days, calendar_of(session))
    except YearNotLoaded:
        return None


def last_words(session: Session, case_ref: str, act: Act) -> str:
    """What was said when an act was last done to a case; "" when it never was."""
    said: str | None = session.scalar(
        select(CaseEvent.words)
        .where(CaseEvent.case_ref == case_ref, CaseEvent.act == act.value)
        .order_by(CaseEvent.place.desc())
    )
    return said or ""
