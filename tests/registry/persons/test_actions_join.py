"""Two files of one person become one: nothing is lost, nothing leaks, one number answers and the other says no."""

from datetime import date
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.door.answering import ask, by_token
from portal.door.asking import Question
from registry.audit.verify import verify_chain, verify_links
from registry.background_checks.disclosure import NOTHING
from registry.background_checks.queries import statements_of
from registry.background_checks.rules import public_face
from registry.cases.models import Case
from registry.cases.states import CaseState, Outcome
from registry.consents.actions import PAGE_KEYS, give_many, withdraw
from registry.consents.queries import standing_scopes
from registry.consents.states import Channel, Scope
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotAllowed, RuleBroken
from registry.core.identifiers import Sex
from registry.permits.actions import lift
from registry.permits.actions_cards import print_card
from registry.permits.models import Permit
from registry.permits.queries import permits_of
from registry.persons import actions_join
from registry.persons.actions import propose_identity
from registry.persons.models import PersonMove
from registry.persons.states import ChecksMade, Moved, WhichFile
from registry.qualifications.actions import publish_held, record_certificates
from registry.record import keys, reading
from registry.record.verify import verify
from registry.rights.actions import anonymise
from registry.standing.door import REPLACED_CARD, AnswerKind
from registry.workers.actions import WorkerChange, change_many
from registry.workers.actions_employment import start_employment
from registry.workers.models import Employment, Worker
from registry.workers.queries import current_spells, find_by_id, joined_into
from tests.make.cases import CLERK, KEEPER, REVIEWER, SIGNER
from tests.make.companies import register_company
from tests.make.consents import given
from tests.make.identifiers import id_number
from tests.make.permits import issued
from tests.make.persons import everything, random_file
from tests.make.qualifications import certificate
from tests.make.workers import new_employment, new_worker, registered

KEYS = KeyRing.generate()


@pytest.fixture
def two(session: Session, clock: FixedClock) -> tuple[str, str]:
    common = {"session": session, "actor": CLERK, "clock": clock, "keyring": KEYS}
    kept = registered(worker=new_worker(name="张淑芬", phone=None), **common)
    return kept, registered(worker=new_worker(name="张淑芳", phone="10048317164"), **common)


def propose(session: Session, clock: FixedClock, kept: str, closed: str, identity: WhichFile = WhichFile.KEPT) -> str:
    return actions_join.propose_join(session, CLERK, clock, kept, closed, identity=identity, why="同一人")


def join(session: Session, clock: FixedClock, kept: str, closed: str, identity: WhichFile = WhichFile.KEPT) -> str:
    case = propose(session, clock, kept, closed, identity)
    clock.advance(seconds=1)
    actions_join.decide_join(session, REVIEWER, clock, KEYS, case, outcome=Outcome.APPROVED, why="核对无误")
    return case


def clean(session: Session) -> None:
    assert verify(session).failure is None
    assert verify_chain(session).failure is None
    assert verify_links(session) is None


@pytest.mark.parametrize("seed", range(12))
def test_whatever_lies_in_two_files_lies_in_one(session: Session, clock: FixedClock, seed: int) -> None:
    chance = Random(seed)
    common = {"session": session, "actor": KEEPER, "clock": clock, "keyring": KEYS}
    companies = [register_company(session, clock) for _ in range(3)]
    kept, closed = (random_file(chance, companies=companies, **common) for _ in range(2))
    before = everything(session, kept, closed)
    said = {ref: dict(standing_scopes(session, [ref])).get(ref, set()) for ref in (kept, closed)}
    tokens = keys.keys_of(session, PAGE_KEYS, [kept, closed])
    join(session, clock, kept, closed)
    assert everything(session, kept, closed) == before
    left = everything(session, closed)
    for what in (Moved.EMPLOYMENT, Moved.CERTIFICATE, Moved.CHECK, Moved.CREDIT, Moved.LOOK):
        assert left[what] == set()
    assert len(permits_of(session, [kept])) == (1 if before[Moved.PERMIT] else 0)
    scopes = standing_scopes(session, [kept]).get(kept, set())
    assert said[kept] & said[closed] <= scopes <= said[kept] | said[closed]
    # The record says of the one what the tables say, and of the other nothing but a permit that is void.
    shown = reading.current_of(session, [kept, closed])
    assert {entry.kind for entry in shown[closed]} <= {"permit", "card", "redaction"}
    by_kind = {kind: {entry.ref for entry in shown[kept] if entry.kind == kind} for kind in ("employment", "permit")}
    assert by_kind["employment"] == before[Moved.EMPLOYMENT]
    assert by_kind["permit"] == {one.ref for one in permits_of(session, [kept]).values()}
    certificates = {entry.ref for entry in shown[kept] if entry.kind == "certificate"}
    assert certificates == (before[Moved.CERTIFICATE] if Scope.LISTING in scopes else set())
    assert any(entry.kind == "worker" for entry in shown[kept]) == (Scope.LISTING in scopes)
    checks = public_face(statements_of(session, [kept]).get(kept, []))
    stood = [entry.fields for entry in shown[kept] if entry.kind == "checks"]
    assert stood == ([] if checks == NOTHING and not stood else [checks.fields()])
    if closed in tokens:
        assert keys.resolve(session, PAGE_KEYS, tokens[closed]) is None
    assert (kept in keys.keys_of(session, PAGE_KEYS, [kept])) == (Scope.LISTING in scopes)
    clean(session)


def test_a_version_moves_with_its_days_and_points_at_the_one_before(
    session: Session, clock: FixedClock, two: tuple[str, str]
) -> None:
    kept, closed = two
    company = register_company(session, clock)
    spell = start_employment(session, CLERK, clock, new_employment(worker_ref=closed, company_ref=company))
    join(session, clock, kept, closed)
    was, now = reading.history(session, "employment", spell)
    assert (was.owner, now.owner, now.corrects) == (closed, kept, was.seq)
    assert was.effective_on == now.effective_on == date(2024, 3, 1)
    seen = reading.as_of(session, "employment", spell, date(2026, 11, 21), date(2025, 1, 1))
    assert seen is not None
    assert seen.owner == kept


def test_a_later_withdrawal_reaches_what_came_from_the_other_file(
    session: Session, clock: FixedClock, two: tuple[str, str]
) -> None:
    kept, closed = two
    give_many(session, CLERK, clock, [given(worker_ref=closed)])
    (held,) = record_certificates(session, CLERK, clock, KEYS, [certificate(worker_ref=closed)])
    publish_held(session, CLERK, clock, [closed])
    join(session, clock, kept, closed)
    before = [entry.seq for entry in reading.history(session, "certificate", held)]
    assert len(before) == 2
    withdraw(session, CLERK, clock, kept, channel=Channel.PAPER)
    for seq in before:
        entry = reading.entry_at(session, seq)
        assert entry is not None
        assert entry.fields == {}
    clean(session)


def test_a_withdrawal_under_one_file_takes_the_other_down(
    session: Session, clock: FixedClock, two: tuple[str, str]
) -> None:
    kept, closed = two
    for ref in two:
        give_many(session, CLERK, clock, [given(worker_ref=ref)])
    withdraw(session, CLERK, clock, closed, channel=Channel.TELEPHONE)
    join(session, clock, kept, closed)
    assert standing_scopes(session, [kept]) == {}
    assert reading.current_of(session, [kept], ["worker"])[kept] == []
    clean(session)


def test_one_number_answers_and_the_other_says_no(session: Session, clock: FixedClock, two: tuple[str, str]) -> None:
    kept, closed = two
    company = register_company(session, clock)
    start_employment(session, CLERK, clock, new_employment(worker_ref=kept, company_ref=company))
    common = {"session": session, "actor": KEEPER, "clock": clock, "keyring": KEYS}
    permits = [issued(worker_ref=ref, **common)[1] for ref in two]
    cards = [print_card(session, KEEPER, clock, KEYS, permit) for permit in permits]
    numbers = []
    for ref in two:
        token = session.get_one(Worker, ref).permit_number
        assert token is not None
        numbers.append(KEYS.decrypt(token, table="worker", column="permit_number", row=ref))
    join(session, clock, kept, closed)
    now = clock.now()
    first, second = (ask(session, KEYS, Question(number, "张"), now).answer for number in numbers)
    assert first.matched
    assert (second.kind, second.reasons, second.company_ref) == (AnswerKind.NOT_VALID_TODAY, (), None)
    assert by_token(session, KEYS, cards[0].token, now).answer.matched
    dead = by_token(session, KEYS, cards[1].token, now).answer
    assert (dead.kind, dead.reasons) == (AnswerKind.LOST, (REPLACED_CARD,))
    for act in (
        lambda: lift(session, KEEPER, clock, permits[1], why="恢复"),
        lambda: print_card(session, KEEPER, clock, KEYS, permits[1]),
    ):
        with pytest.raises(Conflict):
            act()
    clean(session)


def test_a_permit_comes_along_with_number_and_card(session: Session, clock: FixedClock, two: tuple[str, str]) -> None:
    kept, closed = two
    common = {"session": session, "actor": KEEPER, "clock": clock, "keyring": KEYS}
    _, permit = issued(worker_ref=closed, **common)
    card = print_card(session, KEEPER, clock, KEYS, permit)
    join(session, clock, kept, closed)
    assert session.scalar(select(Permit.worker_ref).where(Permit.ref == permit)) == kept
    assert by_token(session, KEYS, card.token, clock.now()).answer.matched
    row = session.get_one(Worker, kept)
    assert row.permit_number is not None
    number = KEYS.decrypt(row.permit_number, table="worker", column="permit_number", row=kept)
    assert ask(session, KEYS, Question(number, "张"), clock.now()).answer.matched
    clean(session)


def test_one_spell_with_one_company_stays_one(session: Session, clock: FixedClock, two: tuple[str, str]) -> None:
    company = register_company(session, clock)
    for ref, since in zip(two, (date(2025, 1, 1), date(2024, 1, 1)), strict=True):
        spell = new_employment(worker_ref=ref, company_ref=company, since_on=since)
        start_employment(session, CLERK, clock, spell)
    join(session, clock, *two)
    (spell,) = current_spells(session, [two[0]])[two[0]]
    assert spell.since_on == date(2024, 1, 1)
    assert len(session.scalars(select(Employment.ref).where(Employment.worker_ref == two[0])).all()) == 2


@pytest.mark.parametrize(("identity", "name"), [(WhichFile.KEPT, "张淑芬"), (WhichFile.CLOSED, "李四")])
def test_the_right_identity_stands(session: Session, clock: FixedClock, identity: WhichFile, name: str) -> None:
    common = {"session": session, "actor": CLERK, "clock": clock, "keyring": KEYS}
    numbers = id_number(sex=Sex.FEMALE, serial=421), id_number(sex=Sex.MALE, serial=422)
    kept = registered(worker=new_worker(name="张淑芬", id=numbers[0], phone=None), **common)
    closed = registered(worker=new_worker(name="李四", id=numbers[1], phone="10048317164"), **common)
    join(session, clock, kept, closed, identity)
    right = numbers[0] if identity is WhichFile.KEPT else numbers[1]
    assert [find_by_id(session, KEYS, number) for number in numbers] == [
        kept if number == right else None for number in numbers
    ]
    row = session.get_one(Worker, kept, populate_existing=True)
    assert row.name == name
    assert row.phone is not None
    gone = session.get_one(Worker, closed, populate_existing=True)
    assert (gone.phone, joined_into(session, closed)) == (None, kept)
    assert gone.name in ("李*", "张**")
    assert session.scalars(select(PersonMove.to_ref)).all() == []
    clean(session)


def test_two_people_and_nothing_under_way(session: Session, clock: FixedClock, two: tuple[str, str]) -> None:
    kept, closed = two
    with pytest.raises(NotAllowed):
        actions_join.propose_join(session, SIGNER, clock, kept, closed, identity=WhichFile.KEPT, why="同一人")
    for pair in ((kept, kept), (kept, "nobody")):
        with pytest.raises(RuleBroken):
            propose(session, clock, *pair)
    case = propose(session, clock, kept, closed)
    with pytest.raises(Conflict):
        propose(session, clock, kept, closed)
    same = Actor(CLERK.ref, Role.REVIEWER, "同一人")
    with pytest.raises(NotAllowed):
        actions_join.decide_join(session, same, clock, KEYS, case, outcome=Outcome.APPROVED, why="同意")
    number = id_number(serial=431)
    propose_identity(session, CLERK, clock, KEYS, closed, number, checks=ChecksMade.RIGHT, why="看过原件")
    with pytest.raises(RuleBroken):
        actions_join.decide_join(session, REVIEWER, clock, KEYS, case, outcome=Outcome.APPROVED, why="同意")


def test_a_refusal_moves_nothing(session: Session, clock: FixedClock, two: tuple[str, str]) -> None:
    case = propose(session, clock, *two)
    actions_join.decide_join(session, REVIEWER, clock, KEYS, case, outcome=Outcome.REFUSED, why="不是同一人")
    assert joined_into(session, two[1]) is None
    assert session.get_one(Case, case).state == CaseState.DECIDED
    join(session, clock, *two)
    with pytest.raises(RuleBroken):
        propose(session, clock, *two)


def test_an_erased_person_is_erased_under_every_file(session: Session, clock: FixedClock, two: tuple[str, str]) -> None:
    kept, closed = two
    common = {"session": session, "actor": KEEPER, "clock": clock, "keyring": KEYS}
    for ref in two:
        issued(worker_ref=ref, **common)
    join(session, clock, kept, closed)
    change_many(session, CLERK, clock, KEYS, [WorkerChange(kept, name="张三")])
    anonymise(session, CLERK, clock, KEYS, kept, why="本人请求")
    rows = session.execute(select(Worker.name, Worker.permit_index).where(Worker.ref.in_(two))).all()
    assert {tuple(row) for row in rows} == {("（已删除）", None)}
