"""From the application to the permit: one case, one gate, one transaction; a refusal leaves nothing public."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.cases.actions import return_for_correction
from registry.cases.models import Case, CaseEvent
from registry.cases.states import CaseState, Outcome
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.core.sources import Source
from registry.permits.actions import grant, issue_many
from registry.permits.actions_applications import (
    apply,
    decide_application,
    send_again,
    withdraw_application,
)
from registry.permits.disclosure import PermitFace
from registry.permits.models import Permit
from registry.permits.queries import permits_of
from registry.permits.rules import usual_end
from registry.permits.states import PermitState
from registry.record import reading
from registry.workers.actions_employment import start_employment_many
from registry.working_days.actions import load_known
from tests.make.cases import CLERK, OTHER_REVIEWER, REVIEWER
from tests.make.permits import new_permit, ready_person
from tests.make.workers import company, new_employment, registered

ISSUER = "云州市家政服务行业协会"
UNTIL = date(2028, 11, 20)
TODAY = date(2026, 11, 21)


@pytest.fixture
def employer(session: Session) -> str:
    return company(session=session)


@pytest.fixture
def signer(employer: str) -> Actor:
    return Actor("signer-9", Role.COMPANY_SIGNER, "企业签署人", company=employer)


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, employer: str) -> str:
    return ready_person(session=session, actor=actor, clock=clock, keyring=keyring, company=employer)


@pytest.fixture
def applied(session: Session, signer: Actor, clock: FixedClock, keyring: KeyRing, person: str) -> str:
    return apply(session, signer, clock, keyring, person)


def permit_of(session: Session, person: str) -> str:
    return permits_of(session, [person])[person].ref


def decide(session: Session, clock: FixedClock, case: str, outcome: Outcome, actor: Actor = REVIEWER) -> None:
    decide_application(session, actor, clock, case, outcome=outcome, why="材料齐全", issuer=ISSUER, valid_until=UNTIL)


def public(session: Session, person: str) -> list[PermitFace]:
    found = reading.current_of(session, [person], ["permit", "lines"])[person]
    return [entry.face(PermitFace) for entry in found if entry.kind == "permit"]


def test_an_application_is_private_and_has_its_case(session: Session, applied: str, person: str, employer: str) -> None:
    assert permits_of(session, [person])[person].state is PermitState.APPLIED
    assert public(session, person) == []
    case = session.get(Case, applied)
    assert case is not None
    assert (case.company_ref, case.state, case.payload) == (employer, CaseState.OPEN, {"worker": person})


def test_its_limit_is_counted_in_working_days_or_not_at_all(
    session: Session, signer: Actor, clock: FixedClock, keyring: KeyRing, person: str, applied: str, employer: str
) -> None:
    first = session.get(Case, applied)
    assert first is not None
    assert first.due_at is None  # nobody has loaded 2026
    load_known(session, REVIEWER, clock, 2026)
    other = ready_person(session=session, actor=REVIEWER_LIKE, clock=clock, keyring=keyring, company=employer)
    second = session.get(Case, apply(session, signer, clock, keyring, other))
    assert second is not None
    assert second.due_basis is not None
    assert second.due_basis["limit"][0] == "10 个工作日"


REVIEWER_LIKE = Actor("clerk-1", "association", "测试经办")


def test_granting_passes_the_gate_and_publishes_once(
    session: Session, clock: FixedClock, applied: str, person: str
) -> None:
    decide(session, clock, applied, Outcome.APPROVED)
    (face,) = public(session, person)
    assert face == PermitFace(PermitState.ISSUED, TODAY, UNTIL, ISSUER, Source.ASSOCIATION, False)
    assert len(reading.history(session, "permit", permit_of(session, person))) == 1
    assert [entry.kind for entry in reading.current_of(session, [person], ["lines"])[person]] == ["lines"]
    case = session.get(Case, applied)
    assert case is not None
    assert case.state == CaseState.CLOSED
    assert case.used_at is not None
    told = session.scalars(select(CaseEvent.positions).where(CaseEvent.case_ref == applied, CaseEvent.act == "apply"))
    assert [len(one) for one in told] == [1]


def test_without_the_gate_there_is_no_permit(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, signer: Actor, employer: str
) -> None:
    bare = registered(session=session, actor=actor, clock=clock, keyring=keyring)
    start_employment_many(session, actor, clock, [new_employment(worker_ref=bare, company_ref=employer)])
    case = apply(session, signer, clock, keyring, bare)
    session.flush()
    nested = session.begin_nested()
    with pytest.raises(RuleBroken) as problem:
        decide(session, clock, case, Outcome.APPROVED)
    nested.rollback()
    assert {"gate_identity", "gate_criminal_record"} <= {one.code for one in problem.value.findings}
    assert public(session, bare) == []
    decide(session, clock, case, Outcome.REFUSED)


def test_a_refusal_leaves_case_and_trace_and_room_for_another_application(
    session: Session, signer: Actor, clock: FixedClock, keyring: KeyRing, applied: str, person: str
) -> None:
    decide(session, clock, applied, Outcome.REFUSED)
    assert permits_of(session, [person]) == {}
    assert public(session, person) == []
    assert session.scalar(select(AuditEntry.action).where(AuditEntry.action == "permit.drop")) is not None
    apply(session, signer, clock, keyring, person)


def test_the_company_may_take_it_back(
    session: Session, signer: Actor, clock: FixedClock, keyring: KeyRing, applied: str, person: str
) -> None:
    withdraw_application(session, signer, clock, permit_of(session, person), why="填错了人")
    assert permits_of(session, [person]) == {}
    case = session.get(Case, applied)
    assert case is not None
    assert case.state == CaseState.CLOSED


def test_returned_and_sent_again(session: Session, signer: Actor, clock: FixedClock, applied: str, person: str) -> None:
    return_for_correction(session, CLERK, clock, applied, why="请补健康证")
    send_again(session, signer, clock, permit_of(session, person), words="已补")
    case = session.get(Case, applied)
    assert case is not None
    assert case.state == CaseState.OPEN
    decide(session, clock, applied, Outcome.APPROVED)


def test_one_application_per_person(
    session: Session, signer: Actor, clock: FixedClock, keyring: KeyRing, applied: str, person: str
) -> None:
    with pytest.raises(Conflict):
        apply(session, signer, clock, keyring, person)


def test_an_application_is_decided_once(session: Session, clock: FixedClock, applied: str) -> None:
    decide(session, clock, applied, Outcome.APPROVED)
    for outcome in (Outcome.APPROVED, Outcome.REFUSED):
        with pytest.raises((Conflict, RuleBroken)):
            decide(session, clock, applied, outcome, OTHER_REVIEWER)


def test_another_company_finds_nobody(
    session: Session, clock: FixedClock, keyring: KeyRing, applied: str, person: str
) -> None:
    rival = Actor("rival", Role.COMPANY_SIGNER, "对手", company=company(session=session, name="云州市别家"))
    with pytest.raises(NotFound):
        apply(session, rival, clock, keyring, person)
    with pytest.raises(NotFound):
        withdraw_application(session, rival, clock, permit_of(session, person), why="x")
    with pytest.raises(NotFound):
        send_again(session, rival, clock, permit_of(session, person), words="x")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.REVIEWER, Role.ASSOCIATION, Role.SYSTEM}))
def test_only_a_reviewer_decides(session: Session, clock: FixedClock, applied: str, employer: str, role: Role) -> None:
    with pytest.raises(NotAllowed):
        decide(session, clock, applied, Outcome.APPROVED, Actor("x", role, "某人", company=employer))


def test_nobody_at_the_desk_grants_without_a_case(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing
) -> None:
    person = registered(session=session, actor=actor, clock=clock, keyring=keyring)
    (ref,) = issue_many(session, actor, clock, keyring, [new_permit(worker_ref=person, state=PermitState.APPLIED)])
    with pytest.raises(NotAllowed):
        grant(session, REVIEWER, clock, ref)


def test_the_case_of_one_permit_grants_no_other(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, signer: Actor, applied: str, employer: str
) -> None:
    other = ready_person(session=session, actor=actor, clock=clock, keyring=keyring, company=employer)
    apply(session, signer, clock, keyring, other)
    decide(session, clock, applied, Outcome.APPROVED)
    with pytest.raises(NotFound):
        grant(session, REVIEWER, clock, permit_of(session, other), case=applied)


@pytest.mark.parametrize("until", [None, TODAY, date(2020, 1, 1), date(2040, 1, 1)])
def test_a_term_that_is_none_is_refused(session: Session, clock: FixedClock, applied: str, until: date | None) -> None:
    with pytest.raises(RuleBroken) as problem:
        decide_application(
            session, REVIEWER, clock, applied, outcome=Outcome.APPROVED, why="好", issuer=ISSUER, valid_until=until
        )
    assert problem.value.findings[0].field == "valid_until"
    assert session.scalar(select(Permit.state)) == PermitState.APPLIED


@pytest.mark.parametrize(
    ("today", "end"), [(TODAY, UNTIL), (date(2024, 2, 29), date(2026, 2, 28)), (date(2026, 3, 1), date(2028, 2, 29))]
)
def test_two_years_unless_told_otherwise(today: date, end: date) -> None:
    assert usual_end(today) == end
