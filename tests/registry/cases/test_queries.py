"""The worklist against a plain sort in Python, its bands, its pages, its next case, and its plan."""

from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from registry.cases import actions, actions_worklist, queries
from registry.cases.kinds import kinds_of_unit, kinds_read_by
from registry.cases.models import Case
from registry.cases.queries import Wanted, counts, next_case, worklist
from registry.cases.states import Band, CaseKind, CaseState, Desk, Outcome
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.errors import NotFound
from tests.make.cases import ADMIN, CLERK, DPO, OTHER_CLERK, REVIEWER, SIGNER, open_case

KINDS_HERE = (CaseKind.COMPANY_CHANGE, CaseKind.PERMIT_APPLICATION, CaseKind.REDACTION, CaseKind.PRIVACY_COMPLAINT)


@pytest.fixture
def many(session: Session, clock: FixedClock) -> list[Case]:
    """Eighty cases of several kinds, limits, districts, companies and hands; some without a limit."""
    dice = Random(7)
    refs = []
    for _ in range(80):
        ref = open_case(
            session, clock, kind=dice.choice(KINDS_HERE), due_hours=dice.choice([None, 1, 5, 30, 200]),
            start=clock.now() - timedelta(hours=dice.choice([0, 3, 40])), company=dice.choice(["c-1", "c-2"]),
            district=dice.choice(["990101", "990102"]),
        )  # fmt: skip
        refs.append(ref)
        if dice.random() < 0.3:
            case = session.get(Case, ref)
            worker = DPO if case.kind == CaseKind.PRIVACY_COMPLAINT else dice.choice([CLERK, OTHER_CLERK])
            actions_worklist.claim(session, worker, clock, ref)
    return [session.get(Case, ref) for ref in refs]


def all_pages(session: Session, wanted: Wanted, band: Band | None, now: datetime) -> list[str]:
    found: list[str] = []
    after = ""
    while True:
        lines, after = worklist(session, wanted, band, now, after=after, limit=7)
        found += [line.ref for line in lines]
        if not after:
            return found


WANTED = [
    Wanted(CLERK),
    Wanted(REVIEWER, Desk.ALL),
    Wanted(DPO, Desk.ALL),
    Wanted(DPO, Desk.UNIT),
    Wanted(CLERK, Desk.MINE),
    Wanted(REVIEWER, Desk.ALL, assignee=CLERK.ref),
    Wanted(REVIEWER, Desk.ALL, company="c-1"),
    Wanted(REVIEWER, Desk.ALL, district="990102"),
    Wanted(REVIEWER, Desk.ALL, kind=CaseKind.REDACTION),
    Wanted(REVIEWER, Desk.ALL, kind=CaseKind.PRIVACY_COMPLAINT),
    Wanted(REVIEWER, Desk.ALL, state=CaseState.PROPOSED),
    Wanted(ADMIN, Desk.ALL),
]


@pytest.mark.parametrize("wanted", WANTED, ids=str)
def test_the_worklist_is_the_plain_sort(session: Session, clock: FixedClock, many: list[Case], wanted: Wanted) -> None:
    shown = kinds_of_unit(wanted.actor.role) if wanted.desk is Desk.UNIT else kinds_read_by(wanted.actor.role)
    fits = [
        case
        for case in many
        if case.kind in shown
        and (wanted.kind is None or case.kind == wanted.kind)
        and (case.state == wanted.state if wanted.state else case.active)
        and (wanted.desk is not Desk.MINE or case.assignee == wanted.actor.ref)
        and (wanted.assignee is None or case.assignee == wanted.assignee)
        and (wanted.company is None or case.company_ref == wanted.company)
        and (wanted.district is None or case.district == wanted.district)
    ]
    expected = [case.ref for case in sorted(fits, key=lambda case: (case.order_at, case.ref))]
    now = clock.now()
    assert all_pages(session, wanted, None, now) == expected
    by_band = [all_pages(session, wanted, band, now) for band in Band]
    assert [ref for refs in by_band for ref in refs] == expected
    assert list(counts(session, wanted, now).values()) == [len(refs) for refs in by_band]


def test_counts_stop_and_never_walk_on(
    session: Session, clock: FixedClock, many: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "COUNTED", 5)
    assert max(counts(session, Wanted(REVIEWER, Desk.ALL), clock.now()).values()) == 5


def test_the_next_case_is_the_most_urgent_one_that_can_be_moved_on(session: Session, clock: FixedClock) -> None:
    later = open_case(session, clock, kind=CaseKind.REDACTION, due_hours=48)
    urgent = open_case(session, clock, kind=CaseKind.COMPANY_APPLICATION, due_hours=2)
    taken = open_case(session, clock, due_hours=1)
    actions_worklist.claim(session, OTHER_CLERK, clock, taken)
    wanted = Wanted(CLERK, Desk.ALL)
    assert next_case(session, wanted, clock.now()).ref == urgent
    assert next_case(session, wanted, clock.now(), passed=urgent).ref == later
    actions.propose(session, CLERK, clock, urgent, outcome=Outcome.APPROVED, why="齐全")
    assert next_case(session, wanted, clock.now()).ref == later
    assert next_case(session, Wanted(REVIEWER, Desk.ALL), clock.now()).ref == urgent


def test_a_case_is_found_by_number_only_by_those_who_may_see_it(session: Session, clock: FixedClock) -> None:
    ref = open_case(session, clock, kind=CaseKind.PRIVACY_COMPLAINT, company="company-1", district="990101")
    assert queries.by_number(session, DPO, "2026-1").ref == ref
    assert queries.by_number(session, SIGNER, "2026-000001").ref == ref
    assert queries.by_number(session, REVIEWER, "2026-000001") is None
    inspector = Actor("r", Role.REGULATOR, "主管", districts=("9901",))
    elsewhere = Actor("r", Role.REGULATOR, "主管", districts=("9902",))
    assert queries.case(session, inspector, ref).ref == ref
    with pytest.raises(NotFound):
        queries.case(session, elsewhere, ref)


def test_the_worklist_reads_each_kind_from_its_index(session: Session, clock: FixedClock) -> None:
    """The plan names the index that is in the order of the limits; test_scale.py times it."""
    if session.get_bind().dialect.name != "sqlite":
        return
    open_case(session, clock)
    ran: list[tuple[str, tuple[object, ...]]] = []
    listen = (session.get_bind(), "before_cursor_execute", lambda *a: ran.append((a[2], a[3])))
    event.listen(*listen)
    worklist(session, Wanted(REVIEWER, Desk.ALL), Band.LATER, clock.now())
    counts(session, Wanted(REVIEWER, Desk.ALL), clock.now())
    worklist(session, Wanted(REVIEWER, Desk.MINE), None, clock.now())
    worklist(session, Wanted(REVIEWER, Desk.ALL, company="c-1"), None, clock.now())
    worklist(session, Wanted(REVIEWER, Desk.ALL, district="990101"), None, clock.now())
    event.remove(*listen)
    plans = [
        "\n".join(row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters))
        for sql, parameters in ran
        if "case_file" in sql
    ]
    for plan, index in zip(
        [plans[0], plans[1], plans[-3], plans[-2], plans[-1]], ("work", "work", "assignee", "company_ref", "district"),
        strict=True,
    ):  # fmt: skip
        assert f"ix_case_file_{index}" in plan
        assert "SCAN case_file" not in plan
