"""The list of checks to be made again: written every night over all persons, and at once for those the desk touched.

The machine's own bookkeeping: it writes no trace, and nothing rests on it but the order in which work is shown.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.orm import Session

from registry.background_checks.desk import due_in, last_due_day
from registry.background_checks.models import CheckDue
from registry.background_checks.queries import Recheck, statements_of
from registry.background_checks.queries_desk import due_again
from registry.background_checks.rules import recheck_due
from registry.background_checks.states import DECISIVE, Component, DueIn, Outcome
from registry.core.bulk import insert_rows
from registry.record.reading import CHUNK
from registry.workers.queries import current_spells

# A list made tonight must still reach 90 days ahead when the next one is late.
SLACK = timedelta(days=14)
_COLUMNS = ("worker_ref", "component", "due_on")


def all_due(session: Session, today: date) -> list[Recheck]:
    """Everything due for people employed now, for `replace_all`; a read of seconds, so not inside a write."""
    return list(due_again(session, today, until=last_due_day(today) + SLACK))


def replace_all(session: Session, due: Iterable[Recheck]) -> None:
    """Write the whole list anew."""
    session.execute(delete(CheckDue))
    insert_rows(session, CheckDue.__table__, _COLUMNS, [_row(one) for one in due])


def refresh(session: Session, worker_refs: Sequence[str], today: date) -> None:
    """Write these persons' part of the list anew; who is not employed now has none."""
    people = list(dict.fromkeys(worker_refs))
    employed = list(current_spells(session, people))
    for at in range(0, len(people), CHUNK):
        session.execute(delete(CheckDue).where(CheckDue.worker_ref.in_(people[at : at + CHUNK])))
    found = due_of(session, employed, last_due_day(today) + SLACK)
    insert_rows(session, CheckDue.__table__, _COLUMNS, [_row(one) for one in found])


def due_page(
    session: Session, today: date, *, component: Component | None = None, after: str = "", limit: int = 50
) -> tuple[list[Recheck], str]:
    """(checks due within 90 days, earliest first, as the statements say now; the key of the next page, if any)."""
    query = select(CheckDue).where(CheckDue.due_on <= last_due_day(today))
    if component is not None:
        query = query.where(CheckDue.component == component.value)
    day, _, last = after.partition(".")
    if last:
        ref, _, code = last.partition(".")
        keys = tuple_(CheckDue.due_on, CheckDue.worker_ref, CheckDue.component)
        query = query.where(keys > tuple_(_day(day), ref, code))
    order = (CheckDue.due_on, CheckDue.worker_ref, CheckDue.component)
    rows = session.scalars(query.order_by(*order).limit(limit + 1)).all()
    shown = rows[:limit]
    onward = ""
    if len(rows) > limit:
        onward = f"{shown[-1].due_on.isoformat()}.{shown[-1].worker_ref}.{shown[-1].component}"
    people = list(dict.fromkeys(row.worker_ref for row in shown))
    now = {(one.worker_ref, one.component): one for one in due_of(session, people, last_due_day(today))}
    wanted = [(row.worker_ref, Component(row.component)) for row in shown]
    return [now[key] for key in wanted if key in now], onward


def due_numbers(session: Session, today: date, *, component: Component | None = None) -> dict[DueIn, int]:
    """{how soon: number}, as the list says."""
    query = select(CheckDue.due_on, func.count()).where(CheckDue.due_on <= last_due_day(today))
    if component is not None:
        query = query.where(CheckDue.component == component.value)
    counted = dict.fromkeys(DueIn, 0)
    for day, number in session.execute(query.group_by(CheckDue.due_on)):
        step = due_in(day, today)
        if step is not None:
            counted[step] += number
    return counted


def due_of(session: Session, worker_refs: Sequence[str], by: date) -> list[Recheck]:
    """What is due for these persons by a day, earliest first, straight from the statements: of each component the
    newest clear one, unless an adverse result came after it."""
    due = []
    for ref, statements in statements_of(session, worker_refs).items():
        decided = {one.component: one for one in statements if one.outcome in DECISIVE}
        for component, one in decided.items():
            day = recheck_due(component, one.checked_on, one.valid_until)
            if one.outcome is Outcome.CLEAR and day is not None and day <= by:
                due.append(Recheck(ref, component, day))
    return sorted(due, key=lambda one: (one.due_on, one.worker_ref, one.component))


def _row(one: Recheck) -> tuple[str, str, str]:
    return one.worker_ref, one.component.value, one.due_on.isoformat()


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return date.min
