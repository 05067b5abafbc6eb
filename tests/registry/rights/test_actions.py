"""Requests and their consequences: marks come at once, the decider is another, erasure takes two, data goes in time."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.cases import actions as cases
from registry.cases.models import Case
from registry.cases.states import CaseKind, CaseState, Outcome
from registry.consents import actions as consents
from registry.consents.states import Channel
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.record import reading
from registry.record.models import RecordEntry, RecordSide
from registry.record.verify import verify
from registry.rights import actions
from registry.rights.actions_retention import run_retention
from registry.rights.disclosure import open_objections
from registry.rights.models import RightsRequest
from registry.rights.queries import decided_by, request_of, requests_of, rule_states, runs
from registry.rights.rules import ERASED_NAME
from registry.rights.states import RetentionRule
from registry.workers.models import Employment, Worker
from registry.working_days.actions import load_known
from tests.make.cases import CLERK, DPO, KEEPER, OTHER_REVIEWER, REVIEWER, written_by
from tests.make.companies import register_company
from tests.make.consents import given
from tests.make.workers import new_worker, registered

KEYS = KeyRing.generate()
WORDS = "张淑芬 13800138000 要求删除"


@pytest.fixture(autouse=True)
def calendar(session: Session, clock: FixedClock) -> None:
    load_known(session, KEEPER, clock, 2026)


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock) -> str:
    return registered(session=session, actor=actor, clock=clock, keyring=KEYS, worker=new_worker(name="张淑芬"))


def file(session: Session, clock: FixedClock, kind: CaseKind, **fields: object) -> str:
    return actions.file_request(
        session, CLERK, clock, KEYS, kind=kind, channel=Channel.IN_PERSON, words=WORDS, contact="13800138000", **fields
    )


def decide(session: Session, clock: FixedClock, ref: str, outcome: Outcome, by: Actor = DPO) -> None:
    actions.decide_request(session, by, clock, KEYS, ref, outcome=outcome, why="已核实")


def state(session: Session, ref: str) -> str:
    return session.scalars(select(Case.state).where(Case.ref == ref)).one()


def test_a_request_has_its_clock_and_its_words_are_encrypted(session: Session, clock: FixedClock, person: str) -> None:
    ref = file(session, clock, CaseKind.RIGHTS_ACCESS, worker=person)
    case, row = session.get(Case, ref), session.get(RightsRequest, ref)
    assert case.due_basis["limit"][0] == "15 个工作日"
    assert WORDS.encode() not in row.words
    assert b"13800138000" not in row.contact
    view = request_of(session, KEYS, ref)
    assert (view.words, view.contact) == (WORDS, "13800138000")
    decide(session, clock, ref, Outcome.APPROVED)
    assert state(session, ref) == CaseState.CLOSED


def test_an_objection_marks_at_once_and_another_decides(session: Session, clock: FixedClock) -> None:
    company = register_company(session, clock)
    (entry,) = reading.current_of(session, [company], ["company"])[company]
    writers = decided_by(session, entry.seq)
    assert len(writers) == 1
    with pytest.raises(RuleBroken):
        file(session, clock, CaseKind.OBJECTION, company="another", item=entry.seq)
    ref = file(session, clock, CaseKind.OBJECTION, company=company, item=entry.seq)
    (mark,) = open_objections(session, company)
    assert mark.item == entry.seq
    same = Actor(writers.pop(), "reviewer", "当初记载的人")
    with pytest.raises(NotAllowed):
        decide(session, clock, ref, Outcome.REJECTED, by=same)
    decide(session, clock, ref, Outcome.REJECTED, by=REVIEWER)
    assert open_objections(session, company) == []
    assert verify(session).failure is None


def test_a_withdrawal_takes_the_consent_back(session: Session, clock: FixedClock, person: str) -> None:
    consents.give_many(session, CLERK, clock, [given(worker_ref=person)])
    ref = file(session, clock, CaseKind.RIGHTS_WITHDRAWAL, worker=person)
    before = reading.position(session)
    decide(session, clock, ref, Outcome.APPROVED)
    assert written_by(session, ref) == list(range(before + 1, reading.position(session) + 1)) != []
    assert reading.current_of(session, [person], ["worker"])[person] == []


def employ(session: Session, person: str, company: str, until: date | None) -> None:
    session.add(
        Employment(
            ref=f"e-{company}", worker_ref=person, company_ref=company, since_on=date(2020, 1, 1), until_on=until,
            services=[], source="company",
        )
    )  # fmt: skip
    session.flush()


def test_erasure_takes_two_people_and_leaves_no_name(session: Session, clock: FixedClock, person: str) -> None:
    consents.give_many(session, CLERK, clock, [given(worker_ref=person)])
    ref = file(session, clock, CaseKind.RIGHTS_ERASURE, worker=person)
    with pytest.raises(Conflict):
        decide(session, clock, ref, Outcome.APPROVED)
    cases.propose(session, REVIEWER, clock, ref, outcome=Outcome.APPROVED, why="本人到场")
    with pytest.raises(NotAllowed):
        decide(session, clock, ref, Outcome.APPROVED, by=REVIEWER)
    decide(session, clock, ref, Outcome.APPROVED, by=OTHER_REVIEWER)
    worker = session.get(Worker, person)
    assert worker.name == ERASED_NAME
    assert worker.phone is None
    held = session.execute(
        select(RecordEntry.kind, RecordSide.document)
        .join(RecordSide, RecordSide.seq == RecordEntry.seq)
        .where(RecordEntry.owner == person, RecordEntry.kind == "worker")
    ).all()
    assert held
    assert {row.document for row in held} == {"{}"}
    assert verify(session).failure is None


def test_who_still_works_is_not_erased(session: Session, clock: FixedClock, person: str) -> None:
    employ(session, person, register_company(session, clock), None)
    ref = file(session, clock, CaseKind.RIGHTS_ERASURE, worker=person)
    cases.propose(session, REVIEWER, clock, ref, outcome=Outcome.APPROVED, why="本人到场")
    with pytest.raises(Conflict):
        decide(session, clock, ref, Outcome.APPROVED)


def test_a_privacy_complaint_is_the_officers_alone(session: Session, clock: FixedClock) -> None:
    ref = file(session, clock, CaseKind.PRIVACY_COMPLAINT)
    for nobody in (REVIEWER, CLERK):
        with pytest.raises(NotFound):
            decide(session, clock, ref, Outcome.UPHELD, by=nobody)
    decide(session, clock, ref, Outcome.UPHELD, by=DPO)


def test_retention_lets_go_what_is_due_and_says_so(session: Session, clock: FixedClock, person: str) -> None:
    ref = file(session, clock, CaseKind.RIGHTS_ACCESS, worker=person)
    decide(session, clock, ref, Outcome.APPROVED)
    employ(session, person, register_company(session, clock), date(2026, 11, 20))
    clock.advance(days=89)
    assert run_retention(session, DPO, clock, KEYS) == {RetentionRule.CONTACT: 0, RetentionRule.LEAVERS: 0}
    soon = {rule.rule: (rule.due, rule.soon) for rule in rule_states(session, clock.now(), date(2027, 2, 18))}
    assert soon == {RetentionRule.CONTACT: (0, 1), RetentionRule.LEAVERS: (0, 0)}
    clock.advance(days=1)
    assert run_retention(session, DPO, clock, KEYS)[RetentionRule.CONTACT] == 1
    assert session.get(RightsRequest, ref).contact is None
    assert request_of(session, KEYS, ref).words == ""
    clock.advance(days=700)
    assert run_retention(session, DPO, clock, KEYS) == {RetentionRule.CONTACT: 0, RetentionRule.LEAVERS: 1}
    assert session.scalar(select(Worker.name).where(Worker.ref == person)) == ERASED_NAME
    assert run_retention(session, DPO, clock, KEYS)[RetentionRule.LEAVERS] == 0
    assert sum(count for _, _, count in runs(session)) == 2
    with pytest.raises(NotAllowed):
        run_retention(session, CLERK, clock, KEYS)


def test_a_person_asks_in_their_own_name_about_nobody_else_and_once(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    own = Actor(person, Role.WORKER, "")
    other = registered(session=session, actor=actor, clock=clock, keyring=KEYS)

    def ask(kind: CaseKind, worker: str | None) -> str:
        return actions.file_request(
            session, own, clock, KEYS, kind=kind, channel=Channel.ONLINE, words=WORDS, worker=worker
        )

    ref = ask(CaseKind.RIGHTS_CORRECTION, person)
    assert [one.kind for one in requests_of(session, person)] == [CaseKind.RIGHTS_CORRECTION]
    for worker in (other, None):
        with pytest.raises(NotFound):
            ask(CaseKind.RIGHTS_ACCESS, worker)
    with pytest.raises(Conflict):
        ask(CaseKind.RIGHTS_CORRECTION, person)
    decide(session, clock, ref, Outcome.APPROVED)
    (one,) = requests_of(session, person)
    assert (one.outcome, one.reason) == (Outcome.APPROVED, "已核实")
    ask(CaseKind.RIGHTS_CORRECTION, person)
    with pytest.raises(NotFound):
        actions.decide_request(session, own, clock, KEYS, ref, outcome=Outcome.APPROVED, why="自己同意")
