"""A worklist of 100,000 cases is no more work than one of 5,000, and 50 threads decide once."""

import shutil
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.database import make_writer, unit
from portal.settings import Settings
from registry.cases import actions
from registry.cases.kinds import KINDS, TWO_PEOPLE
from registry.cases.models import Case, CaseEvent
from registry.cases.queries import Wanted, counts, next_case, worklist
from registry.cases.states import Band, CaseKind, CaseState, Desk, Outcome
from registry.core.actor import Actor, Role
from registry.core.base import new_refs, to_micros
from registry.core.bulk import insert_rows
from registry.core.clock import FixedClock
from registry.core.errors import Conflict, NotAllowed
from tests.make.cases import CLERK, REVIEWER, open_case
from tests.steps import A_MILLISECOND, steps_of

pytestmark = pytest.mark.slow

COLUMNS = (
    "ref", "year", "serial", "kind", "subject_kind", "subject_ref", "company_ref", "district", "unit", "two_people",
    "state", "active", "version", "payload", "opened_at", "opened_by", "due_at", "provisional", "order_at", "assignee",
    "claimed_at",
)  # fmt: skip


def fill(session: Session, clock: FixedClock, count: int) -> None:
    kinds, now = list(CaseKind), clock.now()
    rows = []
    for at, ref in enumerate(new_refs(count)):
        kind = kinds[at % len(kinds)]
        due = to_micros(now + timedelta(hours=at * 7919 % 2400 - 200))
        mine = CLERK.ref if at < 200 else None
        rows.append(
            (
                ref, 2026, at + 1, kind.value, "company", f"s-{at}", f"c-{at % (count // 50)}", f"9901{at % 16:02d}",
                KINDS[kind].unit.value, kind in TWO_PEOPLE, "open", True, 1, "{}", due, "x", due, False, due, mine,
                due if mine else None,
            )
        )  # fmt: skip
    insert_rows(session, Case.__table__, COLUMNS, rows)


def test_the_worklist_of_100_000_cases_is_no_more_work_than_that_of_5_000(
    tmp_path: Path, empty_register: Path, clock: FixedClock
) -> None:
    sessions = []
    for count in (5_000, 100_000):
        path = tmp_path / f"{count}.db"
        shutil.copyfile(empty_register, path)
        session = Session(make_writer(f"sqlite:///{path}"))
        fill(session, clock, count)
        session.commit()
        sessions.append(session)
    now = clock.now()
    works: dict[str, Callable[[Session], object]] = {
        "all": lambda session: worklist(session, Wanted(REVIEWER, Desk.ALL), Band.LATER, now),
        "mine": lambda session: worklist(session, Wanted(CLERK, Desk.MINE), None, now),
        "one kind": lambda session: worklist(session, Wanted(CLERK, kind=CaseKind.SUCCESSION), None, now),
        "company": lambda session: worklist(session, Wanted(CLERK, company="c-7"), None, now),
        "district": lambda session: worklist(session, Wanted(CLERK, district="990107"), Band.OVERDUE, now),
        "proposed": lambda session: worklist(session, Wanted(REVIEWER, state=CaseState.PROPOSED), None, now),
        "next": lambda session: next_case(session, Wanted(REVIEWER, Desk.ALL), now),
    }
    slower = {}
    for name, work in works.items():
        small, large = (steps_of(session, lambda session=session, work=work: work(session)) for session in sessions)
        assert small > 0
        if large > 1.5 * small + A_MILLISECOND:
            slower[name] = (small, large)
    assert slower == {}
    # Counting stops at a thousand; 5,000 cases do not reach it in every band.
    assert steps_of(sessions[1], lambda: counts(sessions[1], Wanted(REVIEWER, Desk.ALL), now)) < 200_000
    for session in sessions:
        session.close()
        session.get_bind().dispose()


def test_fifty_threads_decide_and_one_wins(register: Path, clock: FixedClock) -> None:
    engine = make_writer(f"sqlite:///{register}")
    settings = Settings(data_dir=register.parent, write_wait_seconds=60)
    for round_ in range(4):
        with unit(engine, settings) as session:
            ref = open_case(session, clock, kind=CaseKind.COMPANY_APPLICATION)
            actions.propose(session, CLERK, clock, ref, outcome=Outcome.APPROVED, why="齐全")
        told: list[str] = []
        start = threading.Barrier(50)

        def decide(number: int, ref: str = ref, start: threading.Barrier = start, told: list[str] = told) -> None:
            # Every fifth is the proposer, in another post.
            by = Actor(CLERK.ref if number % 5 == 0 else f"reviewer-{number}", Role.REVIEWER, "复核")
            start.wait()
            try:
                with unit(engine, settings) as session:
                    actions.decide(session, by, clock, ref, outcome=Outcome.APPROVED, why="同意", version=2)
                    actions.use_decision(
                        session, by, clock, ref, kind=CaseKind.COMPANY_APPLICATION, subject_ref="company-1",
                        outcome=Outcome.APPROVED,
                    )  # fmt: skip
                told.append("won")
            except (Conflict, NotAllowed) as refused:
                told.append(type(refused).__name__)

        threads = [threading.Thread(target=decide, args=(number,)) for number in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(told) == 50
        assert told.count("won") == 1, round_
        with Session(engine) as session:
            case = session.get(Case, ref)
            assert case is not None
            assert case.decided_by not in (None, CLERK.ref)
            acts = session.scalars(select(CaseEvent.act).where(CaseEvent.case_ref == ref)).all()
            assert sorted(acts) == ["apply", "decide", "open", "propose"]
    engine.dispose()
