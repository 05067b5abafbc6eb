"""Who has a case, handing out many, and reminding each company once a day."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.cases import actions, actions_worklist
from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.core.actor import Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.tasks.models import OutgoingMail
from tests.make.accounts import account
from tests.make.cases import ADMIN, CLERK, DPO, OTHER_CLERK, REVIEWER, decided, open_case

KEYS = KeyRing.generate()


def test_whoever_claims_first_has_it(session: Session, clock: FixedClock) -> None:
    ref = open_case(session, clock)
    assert actions_worklist.claim(session, CLERK, clock, ref)
    assert not actions_worklist.claim(session, CLERK, clock, ref)
    with pytest.raises(Conflict):
        actions_worklist.claim(session, OTHER_CLERK, clock, ref)
    actions_worklist.release(session, CLERK, clock, ref)
    assert actions_worklist.claim(session, OTHER_CLERK, clock, ref)


def test_who_may_not_see_a_kind_claims_nothing_of_it(session: Session, clock: FixedClock) -> None:
    ref = open_case(session, clock, kind=CaseKind.PRIVACY_COMPLAINT)
    for actor in (CLERK, REVIEWER, ADMIN):
        with pytest.raises(NotFound):
            actions_worklist.claim(session, actor, clock, ref)
    assert actions_worklist.claim(session, DPO, clock, ref)


def test_a_proposal_waits_on_nobodys_desk(session: Session, clock: FixedClock) -> None:
    ref = open_case(session, clock, kind=CaseKind.COMPANY_APPLICATION)
    actions_worklist.claim(session, CLERK, clock, ref)
    actions.propose(session, CLERK, clock, ref, outcome="approved", why="齐全")
    assert session.get(Case, ref).assignee is None


def test_many_are_handed_to_one_person_who_may_work_on_them(session: Session, clock: FixedClock) -> None:
    somebody = account(session, clock, KEYS, role=Role.CLERK, name="王芳")
    refs = [open_case(session, clock) for _ in range(3)]
    over = decided(session, clock)
    assert actions_worklist.assign_many(session, REVIEWER, clock, [*refs, over, refs[0]], to=somebody.ref) == refs
    assert actions_worklist.assign_many(session, REVIEWER, clock, refs, to=somebody.ref) == []
    private = open_case(session, clock, kind=CaseKind.PRIVACY_COMPLAINT)
    for actor, ref, to in ((DPO, private, somebody.ref), (REVIEWER, refs[0], "nobody")):
        with pytest.raises(RuleBroken):
            actions_worklist.assign_many(session, actor, clock, [ref], to=to)
    with pytest.raises(RuleBroken):
        actions_worklist.assign_many(session, REVIEWER, clock, ["x"] * 201, to=somebody.ref)


def test_claiming_many_takes_only_what_is_free(session: Session, clock: FixedClock) -> None:
    refs = [open_case(session, clock) for _ in range(3)]
    actions_worklist.claim(session, OTHER_CLERK, clock, refs[1])
    assert actions_worklist.claim_many(session, CLERK, clock, refs) == [refs[0], refs[2]]


def test_a_company_is_reminded_once_a_day_and_nobody_is_named(session: Session, clock: FixedClock) -> None:
    account(session, clock, KEYS, role=Role.COMPANY_SIGNER, name="企业甲", company="company-1")
    refs = [
        open_case(session, clock),
        open_case(session, clock, company=None),
        open_case(session, clock, company="c-2"),
    ]
    for _ in range(2):
        sent = actions_worklist.remind_many(session, CLERK, clock, KEYS, refs, address="http://127.0.0.1/company/")
        assert sent == [refs[0]]
    mails = session.scalar(select(func.count()).select_from(OutgoingMail).where(OutgoingMail.about_ref == refs[0]))
    assert mails == 1
    clock.advance(days=1)
    actions_worklist.remind_many(session, CLERK, clock, KEYS, refs, address="http://127.0.0.1/company/")
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 2
