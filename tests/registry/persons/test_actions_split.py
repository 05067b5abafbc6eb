"""One file of two persons becomes two; joining and splitting again loses nothing."""

from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.door.answering import ask, by_token
from portal.door.asking import Question
from registry.audit.models import AuditEntry
from registry.audit.verify import verify_chain, verify_links
from registry.cases.models import Case
from registry.cases.states import Outcome
from registry.consents.actions import PAGE_KEYS, give_many
from registry.consents.models import Consent
from registry.consents.queries import standing_scopes
from registry.consents.states import Scope
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotAllowed, RuleBroken
from registry.permits.actions_cards import print_card
from registry.persons import actions_join, actions_split
from registry.persons.models import PersonMove, PersonProposal
from registry.persons.splitting import CHOOSABLE
from registry.persons.states import Moved, WhichFile
from registry.qualifications.actions import publish_held, record_certificates
from registry.record import keys, reading
from registry.record.verify import verify
from registry.workers.models import Worker
from registry.workers.queries import find_by_id
from tests.make.cases import CLERK, KEEPER, OTHER_REVIEWER, REVIEWER, SIGNER
from tests.make.companies import register_company
from tests.make.consents import given
from tests.make.identifiers import id_number
from tests.make.permits import issued
from tests.make.persons import everything, random_file
from tests.make.qualifications import certificate
from tests.make.workers import new_worker, registered

KEYS = KeyRing.generate()
NUMBER = id_number(serial=461)


def propose(
    session: Session, clock: FixedClock, person: str, chosen: dict[Moved, list[str]], number: str = NUMBER
) -> str:
    return actions_split.propose_split(
        session, CLERK, clock, KEYS, person, chosen, name="李四", id_number=number, why="两个人"
    )


def split(session: Session, clock: FixedClock, person: str, chosen: dict[Moved, list[str]]) -> str:
    case = propose(session, clock, person, chosen)
    clock.advance(seconds=1)
    new = actions_split.decide_split(session, REVIEWER, clock, KEYS, case, outcome=Outcome.APPROVED, why="核对无误")
    assert new is not None
    return new


def clean(session: Session) -> None:
    assert verify(session).failure is None
    assert verify_chain(session).failure is None
    assert verify_links(session) is None


def shown_as_held(session: Session, ref: str) -> None:
    """The record says of a person what the tables say."""
    listed = Scope.LISTING in standing_scopes(session, [ref]).get(ref, set())
    held, shown = everything(session, ref), reading.current_of(session, [ref])[ref]
    refs = {kind: {one.ref for one in shown if one.kind == kind} for kind in ("employment", "certificate", "permit")}
    assert refs["employment"] == held[Moved.EMPLOYMENT]
    assert refs["permit"] == held[Moved.PERMIT]
    assert refs["certificate"] == (held[Moved.CERTIFICATE] if listed else set())
    assert any(one.kind == "worker" for one in shown) == listed
    assert (ref in keys.keys_of(session, PAGE_KEYS, [ref])) == listed


@pytest.mark.parametrize("seed", range(10))
def test_joined_and_split_again_nothing_is_lost(session: Session, clock: FixedClock, seed: int) -> None:
    chance = Random(seed)
    common = {"session": session, "actor": KEEPER, "clock": clock, "keyring": KEYS}
    companies = [register_company(session, clock) for _ in range(3)]
    kept, closed = (random_file(chance, companies=companies, **common) for _ in range(2))
    own, others = everything(session, kept), everything(session, closed)
    case = actions_join.propose_join(session, CLERK, clock, kept, closed, identity=WhichFile.KEPT, why="同一人")
    actions_join.decide_join(session, REVIEWER, clock, KEYS, case, outcome=Outcome.APPROVED, why="同意")
    came: dict[Moved, list[str]] = {}
    for row in session.scalars(select(PersonMove).where(PersonMove.case_ref == case)):
        if Moved(row.what) in CHOOSABLE:
            came.setdefault(Moved(row.what), []).append(row.row)
    if not came:
        return
    new = split(session, clock, kept, came)
    for what in CHOOSABLE:
        assert everything(session, kept)[what] == own[what]
        assert everything(session, new, closed)[what] == others[what]
    for ref in (kept, new):
        shown_as_held(session, ref)
    clean(session)


@pytest.mark.parametrize("seed", range(10, 20))
def test_whatever_is_chosen_every_row_is_one_persons(session: Session, clock: FixedClock, seed: int) -> None:
    chance = Random(seed)
    common = {"session": session, "actor": KEEPER, "clock": clock, "keyring": KEYS}
    companies = [register_company(session, clock) for _ in range(3)]
    person = random_file(chance, companies=companies, **common)
    before = everything(session, person)
    chosen = {what: [row for row in sorted(before[what]) if chance.random() < 0.5] for what in CHOOSABLE}
    if not any(chosen.values()):
        return
    new = split(session, clock, person, chosen)
    assert everything(session, person, new) == before
    assert all(everything(session, new)[what] == set(rows) for what, rows in chosen.items() if what != Moved.CREDIT)
    for ref in (person, new):
        shown_as_held(session, ref)
    clean(session)


@pytest.fixture
def person(session: Session, clock: FixedClock) -> str:
    worker = new_worker(name="张淑芬")
    return registered(session=session, actor=CLERK, clock=clock, keyring=KEYS, worker=worker)


def test_the_permit_goes_with_number_and_card(session: Session, clock: FixedClock, person: str) -> None:
    _, permit = issued(session=session, actor=KEEPER, clock=clock, keyring=KEYS, worker_ref=person)
    card = print_card(session, KEEPER, clock, KEYS, permit)
    token = session.get_one(Worker, person).permit_number
    assert token is not None
    number = KEYS.decrypt(token, table="worker", column="permit_number", row=person)
    split(session, clock, person, {Moved.PERMIT: [permit]})
    assert by_token(session, KEYS, card.token, clock.now()).answer.matched
    assert ask(session, KEYS, Question(number, "李"), clock.now()).answer.matched
    assert not ask(session, KEYS, Question(number, "张"), clock.now()).answer.matched


def test_a_listed_certificate_of_another_is_erased(session: Session, clock: FixedClock, person: str) -> None:
    give_many(session, CLERK, clock, [given(worker_ref=person)])
    (held,) = record_certificates(session, CLERK, clock, KEYS, [certificate(worker_ref=person)])
    publish_held(session, CLERK, clock, [person])
    (entry,) = reading.history(session, "certificate", held)
    split(session, clock, person, {Moved.CERTIFICATE: [held]})
    left = reading.entry_at(session, entry.seq)
    assert left is not None
    assert left.fields == {}
    assert reading.current(session, "certificate", held) is None
    clean(session)


def test_a_consent_of_another_takes_the_page_with_it(session: Session, clock: FixedClock, person: str) -> None:
    give_many(session, CLERK, clock, [given(worker_ref=person)])
    token = keys.keys_of(session, PAGE_KEYS, [person])[person]
    consent = session.scalars(select(Consent.ref).where(Consent.worker_ref == person)).one()
    new = split(session, clock, person, {Moved.CONSENT: [consent]})
    assert keys.resolve(session, PAGE_KEYS, token) is None
    assert reading.current_of(session, [person], ["worker"])[person] == []
    assert len(reading.current_of(session, [new], ["worker"])[new]) == 1
    clean(session)


def test_two_people_and_no_readable_number(session: Session, clock: FixedClock, person: str) -> None:
    give_many(session, CLERK, clock, [given(worker_ref=person)])
    consent = session.scalars(select(Consent.ref).where(Consent.worker_ref == person)).one()
    chosen = {Moved.CONSENT: [consent]}
    with pytest.raises(NotAllowed):
        actions_split.propose_split(
            session, SIGNER, clock, KEYS, person, chosen, name="李四", id_number=NUMBER, why="两个人"
        )
    for wrong in ({}, {Moved.CONSENT: ["none"]}, {Moved.LOOK: []}):
        with pytest.raises(RuleBroken):
            propose(session, clock, person, wrong)
    with pytest.raises(RuleBroken):
        propose(session, clock, person, chosen, number="123")
    case = propose(session, clock, person, chosen)
    with pytest.raises(Conflict):
        propose(session, clock, person, chosen)
    same = Actor(CLERK.ref, Role.REVIEWER, "同一人")
    with pytest.raises(NotAllowed):
        actions_split.decide_split(session, same, clock, KEYS, case, outcome=Outcome.APPROVED, why="同意")
    decided = actions_split.decide_split(session, OTHER_REVIEWER, clock, KEYS, case, outcome=Outcome.REFUSED, why="否")
    assert decided is None
    assert find_by_id(session, KEYS, NUMBER) is None
    assert session.scalars(select(PersonProposal.sealed)).all() == [None]
    told = "".join(f"{row.before}{row.after}{row.why}" for row in session.scalars(select(AuditEntry)))
    assert NUMBER not in told + "".join(str(row.payload) for row in session.scalars(select(Case)))
