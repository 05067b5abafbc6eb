"""Applying rosters of workers: whole or not at all, and the same file twice does nothing."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.audit.models import AuditEntry
from registry.audit.verify import verify_chain, verify_links
from registry.background_checks.disclosure import ChecksFace
from registry.background_checks.states import PublicOutcome
from registry.consents.actions import withdraw
from registry.consents.queries import listed
from registry.consents.states import Channel
from registry.core import elsewhere
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, RuleBroken
from registry.core.sources import Source
from registry.permits.disclosure import PermitFace
from registry.permits.states import PermitState
from registry.qualifications.disclosure import CertificateFace
from registry.record import reading
from registry.record.reading import Entry
from registry.record.verify import verify
from registry.rosters import actions as roster_actions
from registry.rosters.actions import apply_workers
from registry.rosters.actions_companies import apply_companies
from registry.rosters.preparing_companies import prepare_companies
from registry.rosters.staging import Staging
from registry.rosters.worker_rows import FileTerms
from registry.workers.disclosure import EmploymentFace, WorkerFace
from registry.workers.models import Worker
from registry.workers.queries import find_by_id
from tests.make.identifiers import credit_code
from tests.make.rosters import SAMPLES, imported, planned, table, with_company, worker_cells, write_xlsx

ATTESTED = FileTerms(Source.ASSOCIATION, date(2026, 11, 1), "2026-1")


@pytest.fixture
def sample_companies(session: Session, actor: Actor, clock: FixedClock, tmp_path: Path) -> None:
    with_company(session=session, clock=clock, numbers=())
    with Staging(tmp_path / "companies") as staging:
        plan = prepare_companies(session, clock, staging, SAMPLES / "companies.xlsx", FileTerms())
        assert list(plan.findings()) == []
        assert apply_companies(session, actor, clock, plan).new == 60


def entries(session: Session, owner: str) -> dict[str, Entry]:
    return {entry.kind: entry for entry in reading.current_of(session, [owner])[owner]}


def one(session: Session, keyring: KeyRing, number: int = 1) -> str:
    found = find_by_id(session, keyring, worker_cells(number=number)["身份证号"])
    assert found is not None
    return found


def book(folder: Path, *rows: dict[str, object], name: str = "a.xlsx") -> Path:
    return write_xlsx(folder / name, table(list(rows)))


@pytest.mark.usefixtures("sample_companies")
@pytest.mark.parametrize(("name", "rows"), [("workers_clean.xlsx", 500), ("workers_gb18030.csv", 200)])
def test_a_sample_is_accepted_whole_and_a_second_time_changes_nothing(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, tmp_path: Path, name: str, rows: int
) -> None:
    copy = tmp_path / name
    copy.write_bytes((SAMPLES / name).read_bytes())
    first = imported(session=session, actor=actor, clock=clock, keyring=keyring, path=copy)
    assert (first.new, first.changed) == (rows, 0)
    before = reading.position(session), session.scalar(select(func.max(AuditEntry.seq)))
    second = imported(session=session, actor=actor, clock=clock, keyring=keyring, path=copy)
    assert (second.new, second.changed, second.unchanged) == (0, 0, rows)
    assert (reading.position(session), session.scalar(select(func.max(AuditEntry.seq)))) == before
    assert verify(session).failure is None


def test_what_a_row_says_becomes_faces(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, tmp_path: Path
) -> None:
    (company,) = with_company(session=session, clock=clock)
    imported(session=session, actor=actor, clock=clock, keyring=keyring, path=book(tmp_path, worker_cells()))
    found = entries(session, one(session, keyring))
    assert set(found) == {"employment", "permit", "checks"}
    spell = found["employment"].face(EmploymentFace)
    assert (spell.company, spell.since_on, spell.source) == (company, date(2022, 2, 18), Source.COMPANY)
    permit = found["permit"].face(PermitFace)
    assert (permit.state, permit.valid_until, permit.source) == (PermitState.ACTIVE, None, Source.COMPANY)
    checks = found["checks"].face(ChecksFace)
    assert checks.BC1 is not None
    assert checks.BC1.outcome is PublicOutcome.NONE
    for check in (checks.BC2, checks.BC3):
        assert check is not None
        assert (check.outcome, check.source, check.checked_on) == (
            PublicOutcome.CLEAR, Source.COMPANY, date(2026, 11, 7),
        )  # fmt: skip
    assert checks.BC4 is not None
    assert checks.BC4.valid_until == date(2027, 7, 5)
    assert checks.BC9 is not None
    assert checks.BC9.valid_until == date(2027, 6, 5)


def test_an_association_attests_and_lists_with_form_and_notice(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, tmp_path: Path
) -> None:
    with_company(session=session, clock=clock)
    path = book(tmp_path, worker_cells(), worker_cells(number=2, 同意公示="否"))
    imported(session=session, actor=actor, clock=clock, keyring=keyring, path=path, terms=ATTESTED)
    found = entries(session, one(session, keyring))
    assert {"worker", "certificate", "consent"} <= set(found)
    assert found["certificate"].face(CertificateFace).verified is False
    assert found["worker"].face(WorkerFace).native_province == "990000"
    checks = found["checks"].face(ChecksFace)
    assert checks.BC1 is not None
    assert (checks.BC1.outcome, checks.BC1.source) == (PublicOutcome.CLEAR, Source.ASSOCIATION)
    assert "worker" not in entries(session, one(session, keyring, 2))


def test_without_form_and_notice_nobody_is_listed(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, tmp_path: Path
) -> None:
    with_company(session=session, clock=clock)
    imported(session=session, actor=actor, clock=clock, keyring=keyring, path=book(tmp_path, worker_cells()))
    refs = list(session.scalars(select(Worker.ref)))
    assert listed(session, refs) == set()


def test_a_roster_does_not_undo_a_withdrawal(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, tmp_path: Path
) -> None:
    with_company(session=session, clock=clock)
    path = book(tmp_path, worker_cells())
    imported(session=session, actor=actor, clock=clock, keyring=keyring, path=path, terms=ATTESTED)
    ref = one(session, keyring)
    withdraw(session, actor, clock, ref, channel=Channel.TELEPHONE)
    again = imported(session=session, actor=actor, clock=clock, keyring=keyring, path=path, terms=ATTESTED)
    assert again.unchanged == 1
    assert listed(session, [ref]) == set()


def test_changes_go_to_their_verbs(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, tmp_path: Path
) -> None:
    with_company(session=session, clock=clock)
    imported(session=session, actor=actor, clock=clock, keyring=keyring, path=book(tmp_path, worker_cells()))
    clock.advance(days=1)
    later = worker_cells(
        姓名="张淑芳", 手机号码="10011112222", 服务项目="擦玻璃", 技能等级="三级", 证件有效期至=date(2028, 1, 1),
        背景核查日期=date(2026, 11, 20), 健康证有效期至=date(2027, 9, 1),
    )  # fmt: skip
    path = book(tmp_path, later, name="b.xlsx")
    done = imported(session=session, actor=actor, clock=clock, keyring=keyring, path=path)
    assert done.changed == 1
    assert done.fields == Counter(
        ["name", "phone", "services", "permit_until", "check_outcome", "health_until", "grade"]
    )
    ref = one(session, keyring)
    assert session.get_one(Worker, ref).name == "张淑芳"
    found = entries(session, ref)
    assert [service.item for service in found["employment"].face(EmploymentFace).services] == ["HC04"]
    assert found["permit"].face(PermitFace).valid_until == date(2028, 1, 1)
    assert imported(session=session, actor=actor, clock=clock, keyring=keyring, path=path).unchanged == 1


def test_a_person_who_joins_a_second_company_keeps_one_record(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, tmp_path: Path
) -> None:
    with_company(session=session, clock=clock, numbers=(1, 2))
    imported(session=session, actor=actor, clock=clock, keyring=keyring, path=book(tmp_path, worker_cells()))
    second = worker_cells(统一社会信用代码=credit_code(number=2), 所属企业="")
    path = book(tmp_path, second, name="b.xlsx")
    assert imported(session=session, actor=actor, clock=clock, keyring=keyring, path=path).new == 1
    assert session.scalar(select(func.count()).select_from(Worker)) == 1
    spells = reading.current_of(session, [one(session, keyring)], ["employment"])[one(session, keyring)]
    assert len(spells) == 2


def test_missing_persons_stay_as_they_are(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, tmp_path: Path
) -> None:
    with_company(session=session, clock=clock)
    both = book(tmp_path, worker_cells(), worker_cells(number=2))
    imported(session=session, actor=actor, clock=clock, keyring=keyring, path=both)
    before = reading.position(session)
    fewer = book(tmp_path, worker_cells(), name="b.xlsx")
    imported(session=session, actor=actor, clock=clock, keyring=keyring, path=fewer)
    assert reading.position(session) == before
    assert entries(session, one(session, keyring, 2))["employment"].face(EmploymentFace).until_on is None


def test_a_plan_with_errors_is_not_applied(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, staging: Staging, tmp_path: Path
) -> None:
    with_company(session=session, clock=clock)
    path = book(tmp_path, worker_cells(), worker_cells(number=2, 姓名=""))
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=path)
    with pytest.raises(RuleBroken):
        apply_workers(session, actor, clock, keyring, plan)
    assert session.scalar(select(func.count()).select_from(Worker)) == 0


def test_a_register_that_moved_on_is_noticed(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, staging: Staging, tmp_path: Path
) -> None:
    """Between check and apply another file gave the permit number to somebody else."""
    with_company(session=session, clock=clock)
    path = book(tmp_path, worker_cells())
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=path)
    taken = worker_cells()["上门服务证号"]
    rival = book(tmp_path, worker_cells(number=2, 上门服务证号=taken), name="b.xlsx")
    imported(session=session, actor=actor, clock=clock, keyring=keyring, path=rival)
    with pytest.raises(Conflict):
        apply_workers(session, actor, clock, keyring, plan)


@pytest.mark.parametrize("moved", [False, True])
def test_of_people_nobody_knows_nothing_is_asked_while_the_register_stands_still(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, staging: Staging, tmp_path: Path, moved: bool
) -> None:
    """What is asked of rows just inserted makes the inserts wait; a thousand persons have nine such questions."""
    with_company(session=session, clock=clock)
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=book(tmp_path, worker_cells()))
    if moved:
        write(session, clock, actor, [Trace("test.move", "test", "test")])
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    apply_workers(session, actor, clock, keyring, plan)
    people = ("FROM worker", "FROM certificate", "FROM consent", "FROM credit_entry", "FROM permit")
    found = [one for one in asked if any(table in one for table in people)]
    assert bool(found) is moved, found


@pytest.mark.parametrize("beside", [False, True])
def test_a_process_beside_makes_the_same_rows(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, staging: Staging, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, beside: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(roster_actions, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(roster_actions, "APPLIED_AT_ONCE", 2)
    monkeypatch.setattr(roster_actions, "MADE_AT_ONCE", 2)
    with_company(session=session, clock=clock)
    rows = [worker_cells(number=at, 同意公示="是" if at % 2 else "否") for at in range(1, 8)]
    path = book(tmp_path, *rows)
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=path, terms=ATTESTED)
    forks: list[int] = []
    usual = elsewhere.multiprocessing.get_context
    monkeypatch.setattr(elsewhere.multiprocessing, "get_context", lambda how: forks.append(1) or usual(how))
    told: list[int] = []
    done = apply_workers(session, actor, clock, keyring, plan, lambda _, at, __: told.append(at), beside=beside)
    assert (done.new, done.changed, done.unchanged, told) == (7, 0, 0, [2, 4, 6, 7])
    assert bool(forks) is beside
    kinds = Counter(entry.kind for entry in reading.entries_after(session, 0, 1000))
    assert kinds == {
        "company": 1,
        "employment": 7,
        "permit": 7,
        "checks": 7,
        "consent": 4,
        "worker": 4,
        "certificate": 4,
    }
    people = [trace for trace in session.scalars(select(AuditEntry)) if trace.action == "rosters.apply_person"]
    assert len(people) == 7
    assert verify(session).failure is None
    assert verify_chain(session).failure is None
    assert verify_links(session) is None


def test_no_process_is_asked_beside_for_people_whom_the_register_knows(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, staging: Staging, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(roster_actions, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(roster_actions, "inserted_from_elsewhere", None)
    with_company(session=session, clock=clock)
    imported(session=session, actor=actor, clock=clock, keyring=keyring, path=book(tmp_path, worker_cells()))
    both = book(tmp_path, worker_cells(), worker_cells(number=2), name="both.xlsx")
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=both)
    assert apply_workers(session, actor, clock, keyring, plan, beside=True).new == 1


def test_one_trace_for_each_person_tells_every_act_and_names_every_entry(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, tmp_path: Path
) -> None:
    with_company(session=session, clock=clock)
    position = reading.position(session)
    path = book(tmp_path, worker_cells(), worker_cells(number=2, 同意公示="否"))
    imported(session=session, actor=actor, clock=clock, keyring=keyring, path=path, terms=ATTESTED)
    about = select(AuditEntry).where(AuditEntry.action == "rosters.apply_person").order_by(AuditEntry.seq)
    consented, silent = session.scalars(about)
    refs = [one(session, keyring), one(session, keyring, 2)]
    assert [consented.subject_ref, silent.subject_ref] == refs
    every = ["worker.register", "employment.start", "permit.issue", "checks.record"]
    assert [act["action"] for act in silent.after["acts"]] == [*every, "certificate.record"]
    assert [act["action"] for act in consented.after["acts"]] == [*every, "consent.give", "certificate.record"]
    named = {seq: digest for trace in (consented, silent) for seq, digest in trace.positions}
    heads = reading.entries_after(session, position, 100)
    assert named == {head.seq: head.leaf_hash.hex() for head in heads}
    assert {head.owner for head in heads if head.seq in dict(silent.positions)} == {refs[1]}
    assert verify_chain(session).failure is None
    assert verify_links(session) is None


def test_the_trace_names_the_roster_and_holds_nothing_of_its_people(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, tmp_path: Path
) -> None:
    with_company(session=session, clock=clock)
    cells = worker_cells()
    imported(session=session, actor=actor, clock=clock, keyring=keyring, path=book(tmp_path, cells))
    traces = list(session.scalars(select(AuditEntry)))
    summary = [trace for trace in traces if trace.action == "rosters.apply_workers"]
    assert [trace.after for trace in summary] == [{"rows": 1, "new": 1, "changed": 0, "source": "company"}]
    words = "".join(f"{trace.before}{trace.after}{trace.why}" for trace in traces)
    for secret in (cells["身份证号"], cells["手机号码"], cells["上门服务证号"], cells["姓名"]):
        assert secret not in words
