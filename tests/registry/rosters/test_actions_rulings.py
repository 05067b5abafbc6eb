"""Newcomers of a roster: all wait alike; one ruling at a time, whole, by whoever may decide; nobody comes unasked."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.cases.actions import close
from registry.core.actor import SYSTEM, Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.record.verify import verify
from registry.rosters import actions_rulings
from registry.rosters.actions_newcomers import REFUSED_KEPT, forget_refused
from registry.rosters.actions_people import add_person
from registry.rosters.actions_rulings import apply_ruling, ask_ruling, begin_ruling, note_ruling_failed
from registry.rosters.models import RosterRuling
from registry.rosters.queries_newcomers import told_count, told_page
from registry.rosters.queries_rulings import Shown, count, held_page
from registry.rosters.states import Match, NewcomerState, RulingAct
from registry.workers.actions_transfers import decide_transfer
from registry.workers.models import Employment, TransferRequest, Worker
from registry.workers.transfers import FiledPerson
from registry.working_days.actions import load_known
from registry.working_days.queries import calendar_of
from registry.working_days.rules import add_working_days
from tests.engines import either_engine, session
from tests.make.companies import register_company
from tests.make.newcomers import REVIEWER, Newcomers
from tests.make.workers import CLEANING

assert either_engine
assert session
CONFIRM, TRANSFER, REFUSE = RulingAct.CONFIRM, RulingAct.TRANSFER, RulingAct.REFUSE


@pytest.fixture
def made(session: Session, clock: FixedClock, keyring: KeyRing, tmp_path: Path) -> Newcomers:
    return Newcomers(session, clock, keyring, tmp_path)


def employed(made: Newcomers) -> int:
    query = select(func.count()).select_from(Employment).where(Employment.company_ref == made.company)
    return made.session.scalar(query) or 0


def test_known_and_unknown_wait_alike_and_one_case_is_opened(made: Newcomers) -> None:
    load_known(made.session, SYSTEM, made.clock, 2026)
    elsewhere = made.elsewhere(1, permit_number="YZ000000077")
    workers = made.session.scalar(select(func.count()).select_from(Worker))
    upload, done = made.upload(*(made.cells(number) for number in (1, 2, 3)))
    assert (done.new, done.changed, done.unchanged, dict(done.fields)) == (3, 0, 0, {})
    assert made.session.scalar(select(func.count()).select_from(Worker)) == workers
    assert made.session.scalars(select(TransferRequest.ref)).all() == []
    rows = made.rows(upload)
    assert {row.state for row in rows.values()} == {"waiting"}
    case = made.case(upload)
    assert (case.company_ref, case.two_people, case.payload["count"]) == (None, False, 3)
    assert (case.due_at, case.provisional) == (
        add_working_days(made.clock.now(), 5, calendar_of(made.session)).at,
        False,
    )
    told, onward = told_page(made.session, made.keyring, upload)
    assert [(one.row, one.state, bool(one.name)) for one in told] == [(n, "waiting", True) for n in (2, 3, 4)]
    assert onward == 0
    found = count(made.session, upload)
    assert (found.waiting, found.clear, found.person, found.permit) == (3, 2, 1, 0)
    held, _ = held_page(made.session, upload, Shown.MATCHED)
    assert [(one.row, one.worker) for one in held] == [(2, elsewhere)]


def test_whoever_waits_is_not_filed_twice_by_roster_or_singly(made: Newcomers) -> None:
    upload, _ = made.upload(made.cells(1), made.cells(2))
    again, done = made.upload(made.cells(1), made.cells(2), made.cells(3))
    assert (done.new, done.unchanged) == (1, 2)
    assert len(made.rows(again)) == 1
    cells = made.cells(1)
    filed = FiledPerson(str(cells["姓名"]), str(cells["身份证号"]), "", (CLEANING,))
    add_person(made.session, made.clerk, made.clock, made.keyring, made.company, filed)
    assert made.session.scalars(select(TransferRequest.ref)).all() == []
    single = made.cells(9)
    filed = FiledPerson(str(single["姓名"]), str(single["身份证号"]), "", (CLEANING,))
    add_person(made.session, made.clerk, made.clock, made.keyring, made.company, filed)
    third, done = made.upload(single)
    assert (done.new, done.unchanged) == (0, 1)
    assert made.rows(third) == {}
    assert told_count(made.session, upload) == (2, 2)


def test_confirming_everybody_enters_whom_no_register_knows_and_nobody_else(made: Newcomers) -> None:
    elsewhere = made.elsewhere(1)
    upload, _ = made.upload(*(made.cells(number, 上门服务证号=f"YZ00000000{number}") for number in (1, 2, 3)))
    assert made.ruled(upload, CONFIRM) == 2
    rows = made.rows(upload)
    assert [rows[row].state for row in (2, 3, 4)] == ["waiting", "entered", "entered"]
    assert {(rows[3].sealed, rows[3].person, rows[3].permit, rows[3].name)} == {(None, None, None, "")}
    assert employed(made) == 2
    assert made.case(upload).active
    spells = made.session.scalars(select(Employment.company_ref).where(Employment.worker_ref == elsewhere)).all()
    assert made.company not in spells
    assert made.ruled(upload, TRANSFER) == 1
    case = made.case(upload)
    assert (case.state, case.decided_by, case.decided_outcome) == ("decided", REVIEWER.ref, "approved")
    assert employed(made) == 2
    assert verify(made.session).failure is None


def test_a_transfer_reads_as_waiting_until_it_ends_like_everybody_else(made: Newcomers) -> None:
    made.elsewhere(1)
    upload, _ = made.upload(made.cells(1), made.cells(2))
    before, _ = told_page(made.session, made.keyring, upload)
    made.ruled(upload, TRANSFER)
    assert told_page(made.session, made.keyring, upload)[0] == before
    assert told_count(made.session, upload) == (2, 2)
    made.ruled(upload, REFUSE, 3)
    request = made.session.scalars(select(TransferRequest)).one()
    decide_transfer(
        made.session, REVIEWER, made.clock, made.keyring, request.case_ref, outcome="refused", why="本人不同意"
    )
    told, _ = told_page(made.session, made.keyring, upload)
    assert {one.state for one in told} == {NewcomerState.REFUSED}
    assert all(one.name for one in told)


def test_a_permit_number_of_another_person_is_seen_by_officers_only(made: Newcomers) -> None:
    made.elsewhere(8, permit_number="YZ000000077")
    upload, done = made.upload(made.cells(1, 上门服务证号="YZ000000077"))
    assert done.new == 1
    (held,), _ = held_page(made.session, upload, Shown.MATCHED)
    assert (held.match, held.worker) == (Match.PERMIT, None)
    for act in (CONFIRM, TRANSFER):
        with pytest.raises(RuleBroken):
            made.ruled(upload, act, 2)
    assert made.ruled(upload, REFUSE, 2, why="证号有误") == 1
    assert made.case(upload).decided_outcome == "refused"


def test_refused_people_may_be_filed_again_and_their_names_go_in_time(made: Newcomers, clock: FixedClock) -> None:
    upload, _ = made.upload(made.cells(1))
    made.ruled(upload, REFUSE)
    _, done = made.upload(made.cells(1))
    assert done.new == 1
    assert made.rows(upload)[2].name
    clock.advance(seconds=REFUSED_KEPT.total_seconds())
    assert forget_refused(made.session, SYSTEM, clock) == 0
    clock.advance(seconds=1)
    assert forget_refused(made.session, SYSTEM, clock) == 1
    assert made.rows(upload)[2].name == ""


@pytest.mark.parametrize(
    ("role", "error"),
    [
        (Role.CLERK, NotAllowed), (Role.COMPANY_CLERK, NotFound), (Role.ADMINISTRATOR, NotFound),
        (Role.DATA_PROTECTION_OFFICER, NotFound), (Role.REGULATOR, NotFound),
    ],
)  # fmt: skip
def test_one_post_decides_as_for_a_single_addition(made: Newcomers, role: Role, error: type[Exception]) -> None:
    upload, _ = made.upload(made.cells(1))
    company = made.company if role is Role.COMPANY_CLERK else None
    with pytest.raises(error):
        made.ruled(upload, CONFIRM, officer=Actor("somebody", role, "某", company=company, districts=("99",)))
    assert employed(made) == 0


def _ask(made: Newcomers, upload: str, **given: Any) -> str:
    sent = {"act": CONFIRM, "why": "齐全", "people": None, **given}
    return ask_ruling(made.session, REVIEWER, made.clock, made.case(upload).ref, **sent)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"why": " "}, RuleBroken), ({"why": "长" * 501}, RuleBroken), ({"why": "13800138000"}, RuleBroken),
        ({"people": []}, RuleBroken), ({"people": ["x"] * 3}, NotFound), ({"act": TRANSFER}, RuleBroken),
        ({"people": [str(n) for n in range(201)]}, RuleBroken), ({"version": 7}, Conflict),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_ruling(made: Newcomers, given: dict[str, Any], error: type[Exception]) -> None:
    upload, _ = made.upload(made.cells(1))
    with pytest.raises(error):
        _ask(made, upload, **given)
    assert made.session.scalars(select(RosterRuling.ref)).all() == []


def test_another_companys_newcomer_is_not_ruled_on_with_this_upload(
    made: Newcomers, clock: FixedClock, keyring: KeyRing, tmp_path: Path
) -> None:
    other = Newcomers(made.session, clock, keyring, tmp_path, company=register_company(made.session, clock))
    theirs, _ = other.upload(other.cells(5))
    upload, _ = made.upload(made.cells(1))
    with pytest.raises(NotFound):
        _ask(made, upload, people=[other.rows(theirs)[2].ref])


def test_one_ruling_at_a_time_and_a_stale_page_is_told(made: Newcomers, clock: FixedClock) -> None:
    upload, _ = made.upload(made.cells(1), made.cells(2))
    version = made.case(upload).version
    first = _ask(made, upload, people=[made.rows(upload)[2].ref], version=version)
    with pytest.raises(Conflict):
        _ask(made, upload)
    ruling = begin_ruling(made.session, SYSTEM, clock, first)
    assert ruling is not None
    assert apply_ruling(made.session, SYSTEM, clock, made.keyring, ruling) == 1
    with pytest.raises(Conflict):
        apply_ruling(made.session, SYSTEM, clock, made.keyring, ruling)
    assert begin_ruling(made.session, SYSTEM, clock, first) is None
    with pytest.raises(Conflict):
        _ask(made, upload, version=version)
    with pytest.raises(Conflict):
        _ask(made, upload, people=[made.rows(upload)[2].ref])
    assert employed(made) == 1


def test_a_failed_ruling_says_why_and_leaves_room_for_the_next(made: Newcomers, clock: FixedClock) -> None:
    upload, _ = made.upload(made.cells(1))
    ref = _ask(made, upload)
    note_ruling_failed(made.session, SYSTEM, clock, ref, actions_rulings.COMPANY_GONE)
    note_ruling_failed(made.session, SYSTEM, clock, ref, actions_rulings.MOVED_ON)
    row = made.session.get(RosterRuling, ref)
    assert row is not None
    assert row.told == {"zh": actions_rulings.COMPANY_GONE.zh, "en": actions_rulings.COMPANY_GONE.en}
    assert made.ruled(upload, CONFIRM) == 1


def test_batches_and_progress_reach_everybody_once(made: Newcomers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions_rulings, "APPLIED_AT_ONCE", 2)
    made.elsewhere(3)
    upload, _ = made.upload(*(made.cells(number) for number in range(1, 8)))
    told: list[tuple[str, int, int | None]] = []

    def tell(stage: str, done: int, total: int | None) -> None:
        told.append((stage, done, total))

    ruling = begin_ruling(made.session, SYSTEM, made.clock, _ask(made, upload))
    assert ruling is not None
    assert apply_ruling(made.session, SYSTEM, made.clock, made.keyring, ruling, tell) == 6
    assert [done for _, done, _ in told] == [2, 3, 5, 6]
    assert {total for _, _, total in told} == {6}
    assert employed(made) == 6


def test_such_a_case_ends_by_its_decision_only(made: Newcomers, clock: FixedClock) -> None:
    upload, _ = made.upload(made.cells(1))
    with pytest.raises(Conflict):
        close(made.session, REVIEWER, clock, made.case(upload).ref, why="不办了")
    made.ruled(upload, CONFIRM)
    close(made.session, REVIEWER, clock, made.case(upload).ref)


def test_the_trace_names_the_officer_for_each_person_and_nobody_by_number(made: Newcomers) -> None:
    upload, _ = made.upload(made.cells(1), made.cells(2))
    made.ruled(upload, CONFIRM)
    rows = made.session.execute(select(AuditEntry.action, AuditEntry.actor, AuditEntry.after)).all()
    assert sum(row.action == "rosters.apply_person" and row.actor == REVIEWER.ref for row in rows) == 2
    number = str(made.cells(1)["身份证号"])
    assert all(number not in str(row.after) for row in rows)
