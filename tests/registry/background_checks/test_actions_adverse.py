"""An adverse result takes two people, hears the person, and shows the public nothing but an absence."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.audit.actions_keys import rotate_table
from registry.audit.models import AuditEntry
from registry.background_checks.actions_adverse import (
    decide_adverse,
    note_reply,
    propose_adverse,
    read_finding,
)
from registry.background_checks.actions_desk import ask_for_checks, enter_results
from registry.background_checks.desk import NewRequest
from registry.background_checks.disclosure import ChecksFace
from registry.background_checks.models import AdverseFinding
from registry.background_checks.queries_desk import open_requests, said_about
from registry.background_checks.states import Component, FindingState, Outcome, PublicOutcome
from registry.cases.models import Case, CaseEvent
from registry.cases.states import Outcome as Decided
from registry.core.actor import SYSTEM, Actor, Role
from registry.core.clock import FixedClock, shanghai_date
from registry.core.crypto import KeyRing, key_name
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.record import reading
from tests.make.background_checks import new_finding, new_result
from tests.make.cases import written_by
from tests.make.workers import registered

BC2 = Component.BC2
CLERK = Actor("clerk-7", Role.CLERK, "经办")
REVIEWER = Actor("reviewer-7", Role.REVIEWER, "复核")
OTHER = Actor("reviewer-8", Role.REVIEWER, "另一复核")
COMPANY = Actor("company-7", Role.COMPANY_SIGNER, "企业", company="c")
SECRET = "查询回执载明有相关记录"


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> str:
    """Somebody whose criminal record query is clear so far."""
    ref = registered(session=session, actor=actor, clock=clock, keyring=keyring)
    enter_results(session, CLERK, clock, [new_result(worker_ref=ref)])
    clock.advance(days=1)
    return ref


@pytest.fixture
def propose(session: Session, clock: FixedClock, keyring: KeyRing, person: str) -> Callable[[Actor], str]:
    def made(by: Actor = CLERK) -> str:
        return propose_adverse(session, by, clock, keyring, new_finding(worker_ref=person))

    return made


def shown(session: Session, person: str) -> PublicOutcome | None:
    entry = reading.current(session, "checks", person)
    assert entry is not None
    return entry.face(ChecksFace).BC2.outcome


def test_until_it_is_decided_nothing_changes_for_anybody(
    session: Session, person: str, propose: Callable[[Actor], str]
) -> None:
    position = reading.position(session)
    propose(CLERK)
    assert reading.position(session) == position
    assert [one.outcome for one in said_about(session, person)] == [Outcome.CLEAR]


def test_upheld_by_another_it_removes_the_clear_one_and_says_no_more(
    session: Session, clock: FixedClock, keyring: KeyRing, person: str, propose: Callable[[Actor], str]
) -> None:
    ask_for_checks(session, CLERK, clock, [NewRequest(person, BC2)])
    case = propose(CLERK)
    note_reply(session, CLERK, clock, keyring, case, "系同名，请再查")
    before = reading.position(session)
    decide_adverse(session, REVIEWER, clock, keyring, case, Decided.APPROVED, why="户籍与照片比对一致")
    assert written_by(session, case) == list(range(before + 1, reading.position(session) + 1)) != []
    assert shown(session, person) is PublicOutcome.NONE
    newest = said_about(session, person)[0]
    assert (newest.outcome, newest.document) == (Outcome.ADVERSE, "CX-20261120-08")
    row = session.scalars(select(AdverseFinding)).one()
    assert (row.state, row.check_id, row.decided_by) == (FindingState.UPHELD.value, newest.id, "reviewer-7")
    assert open_requests(session, shanghai_date(clock.now()), worker_ref=person) == []
    with pytest.raises(Conflict):
        decide_adverse(session, OTHER, clock, keyring, case, Decided.REFUSED, why="再议")


def test_dismissed_it_leaves_everything_as_it_was(
    session: Session, clock: FixedClock, keyring: KeyRing, person: str, propose: Callable[[Actor], str]
) -> None:
    position = reading.position(session)
    case = propose(REVIEWER)
    note_reply(session, CLERK, clock, keyring, case, "已告知，本人未作答复")
    decide_adverse(session, OTHER, clock, keyring, case, Decided.REFUSED, why="同名不同人")
    assert (shown(session, person), reading.position(session)) == (PublicOutcome.CLEAR, position)
    assert len(said_about(session, person)) == 1
    # It may be proposed anew, once nothing is under way.
    again = propose(CLERK)
    assert again != case
    with pytest.raises(Conflict):
        propose(REVIEWER)


def test_who_may_not_decide(
    session: Session, clock: FixedClock, keyring: KeyRing, propose: Callable[[Actor], str]
) -> None:
    case = propose(REVIEWER)
    with pytest.raises(RuleBroken) as unheard:
        decide_adverse(session, OTHER, clock, keyring, case, Decided.APPROVED, why=" ")
    assert [finding.code for finding in unheard.value.findings] == ["reason_missing", "reply_missing"]
    note_reply(session, CLERK, clock, keyring, case, "无异议")
    for nobody in (REVIEWER, CLERK, COMPANY, Actor("admin-1", Role.ADMINISTRATOR, "管理员")):
        with pytest.raises(NotAllowed):
            decide_adverse(session, nobody, clock, keyring, case, Decided.APPROVED, why="属实")
    # The same person in another post is the same person.
    same = Actor("reviewer-7", Role.ASSOCIATION, "复核")
    with pytest.raises(NotAllowed):
        decide_adverse(session, same, clock, keyring, case, Decided.APPROVED, why="属实")
    with pytest.raises(NotFound):
        decide_adverse(session, OTHER, clock, keyring, "none", Decided.APPROVED, why="属实")
    with pytest.raises(RuleBroken):
        decide_adverse(session, OTHER, clock, keyring, case, Decided.UPHELD, why="属实")


def test_the_database_itself_refuses_one_person(
    session: Session, clock: FixedClock, keyring: KeyRing, propose: Callable[[Actor], str]
) -> None:
    propose(CLERK)
    whole = "decided_by = 'clerk-7', decided_at = 1, state = 'dismissed'"
    for change in (whole, "decided_by = 'x'", "state = 'upheld'", "reply = reasons"):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(f"UPDATE adverse_finding SET {change}"))


def test_reasons_lie_encrypted_and_reading_them_is_traced_with_its_purpose(
    session: Session, clock: FixedClock, keyring: KeyRing, person: str, propose: Callable[[Actor], str]
) -> None:
    case = propose(CLERK)
    note_reply(session, CLERK, clock, keyring, case, "那不是我")
    row = session.scalars(select(AdverseFinding)).one()
    assert SECRET.encode() not in row.reasons
    everything = [str(one.payload) + str(one.proposed_reason) for one in session.scalars(select(Case))]
    everything += [one.words for one in session.scalars(select(CaseEvent))]
    everything += [str(one.after) + one.why for one in session.scalars(select(AuditEntry))]
    assert not any(SECRET in words or "那不是我" in words for words in everything)
    words = read_finding(session, REVIEWER, clock, keyring, case, why="决定前阅卷")
    assert (words.reasons, words.reply) == (SECRET, "那不是我")
    last = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert last is not None
    assert (last.action, last.why, last.subject_ref) == ("checks.read_finding", "决定前阅卷", person)
    with pytest.raises(RuleBroken):
        read_finding(session, REVIEWER, clock, keyring, case, why=" ")
    for nobody in (COMPANY, Actor("price-1", Role.PRICE_OFFICER, "价格")):
        with pytest.raises(NotAllowed):
            read_finding(session, nobody, clock, keyring, case, why="看看")


def test_keys_turn(session: Session, clock: FixedClock, keyring: KeyRing, propose: Callable[[Actor], str]) -> None:
    case = propose(CLERK)
    note_reply(session, CLERK, clock, keyring, case, "那不是我")
    turned = keyring.with_new_primary("k9")
    last = rotate_table(session, SYSTEM, clock, turned, AdverseFinding.__table__)
    assert last is not None
    assert rotate_table(session, SYSTEM, clock, turned, AdverseFinding.__table__, after=last) is None
    row = session.scalars(select(AdverseFinding)).one()
    assert row.reply is not None
    assert {key_name(row.reasons), key_name(row.reply)} == {"k9"}
    assert read_finding(session, REVIEWER, clock, turned, case, why="阅卷").reasons == SECRET
