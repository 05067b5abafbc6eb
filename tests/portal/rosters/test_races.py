"""Rulings under stress: fifty officers, many workers, a worker killed half way, a company that left meanwhile."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from portal.database import make_reader
from portal.jobs import Jobs
from portal.roster_work import RosterWork
from portal.wiring import wiring
from registry.audit.models import AuditEntry
from registry.companies.models import Company
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.errors import Conflict, RegistryError
from registry.record.verify import verify
from registry.rosters import actions_rulings
from registry.rosters.actions_rulings import RULE, ask_ruling
from registry.rosters.models import RosterNewcomer, RosterRuling
from registry.rosters.states import RulingAct
from registry.tasks import queue
from registry.workers.models import Worker
from tests.desk import Desk
from tests.make.desk_people import Staff
from tests.make.desk_rosters import (
    ALL,
    case_of_three,
    html,
    working,
)

AT_ONCE = 50


def test_fifty_officers_rule_on_the_same_people_and_one_does(
    app: Flask, desk: Desk, jobs: Jobs, engine: Engine, staff: Staff, clock: FixedClock, code: str, tmp_path: Path
) -> None:
    _, case = case_of_three(desk, jobs, engine, staff, code, tmp_path)
    acts = (RulingAct.CONFIRM, RulingAct.REFUSE, RulingAct.TRANSFER)

    def one(number: int) -> str:
        officer = Actor(f"reviewer-{number}", Role.REVIEWER, "复核")
        try:
            with app.app_context(), desk.unit() as session:
                ask_ruling(session, officer, clock, case, act=acts[number % 3], why="核对过")
        except RegistryError as refusal:
            return type(refusal).__name__
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert Counter(threads.map(one, range(AT_ONCE))) == {Conflict.__name__: AT_ONCE - 1, "done": 1}
    with Session(engine) as session:
        (ref,) = session.scalars(select(RosterRuling.ref)).all()
    settings = app.extensions["settings"]
    reader = make_reader(settings.database)
    with app.app_context():
        work = RosterWork(settings, clock, wiring().keyring, reader, engine)
    with ThreadPoolExecutor(8) as threads:  # workers that each believe to hold the job
        list(threads.map(lambda _: work.rule(ref, last=False), range(8)))
    reader.dispose()
    with Session(engine) as session:
        entered = session.scalar(
            select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "roster.apply_ruling")
        )
        assert entered == 1
        assert session.scalars(select(RosterRuling.state)).all() == ["applied"]
        assert verify(session).failure is None


class Killed(BaseException):
    """The worker's end in the middle."""


def test_a_worker_killed_half_way_leaves_nothing_and_the_next_does_all(
    app: Flask, desk: Desk, jobs: Jobs, engine: Engine, staff: Staff, clock: FixedClock, code: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    where, case = case_of_three(desk, jobs, engine, staff, code, tmp_path)
    reviewer = desk.sign_in("reviewer")
    reviewer.get(f"/office/newcomers/{case}")
    reviewer.post(f"/office/newcomers/{case}/rule", ALL)
    with Session(engine) as session:
        (ref,) = session.scalars(select(RosterRuling.ref)).all()
        before = set(session.scalars(select(Worker.ref)))
        assert queue.lease(session, clock, "dead", kinds=(RULE,)) is not None
        session.commit()
    monkeypatch.setattr(actions_rulings, "APPLIED_AT_ONCE", 1)
    settings = app.extensions["settings"]
    reader = make_reader(settings.database)
    with app.app_context():
        work = RosterWork(settings, clock, wiring().keyring, reader, engine)
    told: list[int] = []

    def tell(_: str) -> object:
        def told_once(stage: str, done: int, total: int | None) -> None:
            told.append(done)
            if done == 1:
                raise Killed

        return told_once

    monkeypatch.setattr(work, "_teller", tell)
    with pytest.raises(Killed):
        work.rule(ref, last=False)
    reader.dispose()
    assert told == [0, 1]  # the first was passed over, the second was being entered
    with Session(engine) as session:
        assert set(session.scalars(select(Worker.ref))) == before
        assert set(session.scalars(select(RosterNewcomer.state))) == {"waiting"}
    working(jobs)
    assert "刷新" in html(reviewer, f"/office/newcomers/{case}")
    clock.advance(minutes=11)
    working(jobs)
    with Session(engine) as session:
        assert len(set(session.scalars(select(Worker.ref))) - before) == 2
        assert session.scalars(select(RosterRuling.state)).all() == ["applied"]
        assert verify(session).failure is None
    assert html(desk.sign_in("company_clerk"), f"{where}/newcomers").count("已登记</span>") == 2


def test_a_company_that_left_meanwhile_gets_nobody_and_the_page_says_so(
    desk: Desk, jobs: Jobs, engine: Engine, staff: Staff, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, case = case_of_three(desk, jobs, engine, staff, code, tmp_path)
    reviewer = desk.sign_in("reviewer")
    reviewer.get(f"/office/newcomers/{case}")
    reviewer.post(f"/office/newcomers/{case}/rule", ALL)
    with desk.unit() as session:
        session.execute(update(Company).where(Company.ref == desk.company).values(state="expelled"))
    working(jobs)
    assert "这家企业已退出登记" in html(reviewer, f"/office/newcomers/{case}")
    with Session(engine) as session:
        assert session.scalars(select(RosterRuling.state)).all() == ["failed"]
