"""The course of a case: who may do what, in which state, on how fresh a page."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.audit.verify import verify_chain
from registry.cases import actions
from registry.cases.models import Case, CaseEvent
from registry.cases.states import Act, CaseKind, CaseState, Outcome
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tests.make.cases import ADMIN, CLERK, DPO, OTHER_REVIEWER, REVIEWER, SIGNER, decided, open_case

TWO = CaseKind.COMPANY_APPLICATION
YES = Outcome.APPROVED


def state(session: Session, ref: str) -> CaseState:
    session.flush()
    return CaseState(session.scalars(select(Case.state).where(Case.ref == ref)).one())


def acts(session: Session, ref: str) -> list[str]:
    return list(session.scalars(select(CaseEvent.act).where(CaseEvent.case_ref == ref).order_by(CaseEvent.place)))


def test_cases_are_numbered_within_their_year(session: Session, clock: FixedClock) -> None:
    first, second = open_case(session, clock), open_case(session, clock)
    clock.advance(days=60)
    third = open_case(session, clock)
    numbers = [session.get(Case, ref).number for ref in (first, second, third)]
    assert numbers == ["2026-000001", "2026-000002", "2027-000001"]


def test_a_case_keeps_its_limit_and_how_it_was_counted(session: Session, clock: FixedClock) -> None:
    case = session.get(Case, open_case(session, clock, due_hours=24))
    assert case.due_at == case.order_at
    assert case.due_basis["limit"] == ["24 小时", "24 hours"]
    without = session.get(Case, open_case(session, clock, due_hours=None))
    assert without.due_at is None
    assert without.order_at > case.order_at


def test_the_whole_course_of_a_case_of_two_people(session: Session, clock: FixedClock) -> None:
    ref = open_case(session, clock, kind=CaseKind.SUCCESSION, opener=SIGNER)
    actions.return_for_correction(session, CLERK, clock, ref, why="", fields={"hotline": "请填写服务热线"})
    assert state(session, ref) is CaseState.WITH_COMPANY
    actions.resubmit(session, SIGNER, clock, ref, payload={"hotline": "given"})
    actions.propose(session, CLERK, clock, ref, outcome=YES, why="材料齐全")
    assert state(session, ref) is CaseState.PROPOSED
    decision = actions.decide(session, REVIEWER, clock, ref, outcome=YES, why="同意登记")
    assert (decision.proposed_by, decision.decided_by, decision.outcome) == (CLERK.ref, REVIEWER.ref, YES)
    actions.use_decision(session, REVIEWER, clock, ref, kind=CaseKind.SUCCESSION, subject_ref="company-1", outcome=YES)
    actions.close(session, REVIEWER, clock, ref)
    assert acts(session, ref) == ["open", "return", "resubmit", "propose", "decide", "apply", "close"]
    traced = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_ref == ref).order_by(AuditEntry.seq))
    assert list(traced) == [f"case.{act}" for act in acts(session, ref)]
    assert verify_chain(session).failure is None
    assert session.get(Case, ref).payload == {"hotline": "given"}


def test_nobody_decides_their_own_proposal_whatever_their_post(session: Session, clock: FixedClock) -> None:
    ref = open_case(session, clock, kind=TWO)
    actions.propose(session, REVIEWER, clock, ref, outcome=YES, why="材料齐全")
    as_keeper = Actor(REVIEWER.ref, Role.ASSOCIATION, REVIEWER.name)
    for same in (REVIEWER, as_keeper):
        with pytest.raises(NotAllowed):
            actions.decide(session, same, clock, ref, outcome=YES, why="同意")
    assert actions.decide(session, OTHER_REVIEWER, clock, ref, outcome=YES, why="同意").decided_by == OTHER_REVIEWER.ref


def test_two_people_need_a_proposal(session: Session, clock: FixedClock) -> None:
    ref = open_case(session, clock, kind=TWO)
    with pytest.raises(Conflict):
        actions.decide(session, REVIEWER, clock, ref, outcome=YES, why="同意")


def test_one_person_decides_what_takes_one(session: Session, clock: FixedClock) -> None:
    ref = open_case(session, clock, kind=CaseKind.COMPANY_CHANGE)
    assert actions.decide(session, REVIEWER, clock, ref, outcome=YES, why="已核对").proposed_by is None


def test_a_proposal_sent_back_is_gone_and_may_come_anew(session: Session, clock: FixedClock) -> None:
    ref = open_case(session, clock, kind=TWO)
    actions.propose(session, REVIEWER, clock, ref, outcome=YES, why="材料齐全")
    actions.send_back(session, OTHER_REVIEWER, clock, ref, why="缺营业执照")
    assert session.get(Case, ref).proposed_by is None
    actions.propose(session, CLERK, clock, ref, outcome=YES, why="已补营业执照")
    actions.decide(session, REVIEWER, clock, ref, outcome=YES, why="同意")
    assert state(session, ref) is CaseState.DECIDED


def test_a_decision_is_used_once_and_for_what_it_was_made(session: Session, clock: FixedClock) -> None:
    ref = decided(session, clock, kind=CaseKind.REDACTION, subject="entry-7")
    use = {"kind": CaseKind.REDACTION, "subject_ref": "entry-7", "outcome": YES}
    for wrong in ({"kind": CaseKind.UNMASK_BULK}, {"subject_ref": "entry-8"}, {"outcome": Outcome.REFUSED}):
        with pytest.raises(NotFound):
            actions.use_decision(session, DPO, clock, ref, **{**use, **wrong})
    actions.use_decision(session, DPO, clock, ref, **use)
    with pytest.raises(Conflict):
        actions.use_decision(session, DPO, clock, ref, **use)
    undecided = open_case(session, clock, kind=CaseKind.REDACTION, subject="entry-7")
    with pytest.raises(NotFound):
        actions.use_decision(session, DPO, clock, undecided, **use)


ON_A_STALE_PAGE: list[tuple[str, Callable[[Session, FixedClock, str], None]]] = [
    ("note", lambda s, c, r: actions.note(s, CLERK, c, r, "已电话核实", version=1)),
    ("return", lambda s, c, r: actions.return_for_correction(s, CLERK, c, r, why="缺材料", version=1)),
    ("propose", lambda s, c, r: actions.propose(s, CLERK, c, r, outcome=YES, why="齐全", version=1)),
    ("decide", lambda s, c, r: actions.decide(s, REVIEWER, c, r, outcome=YES, why="同意", version=1)),
    ("close", lambda s, c, r: actions.close(s, CLERK, c, r, why="撤回", version=1)),
]


@pytest.mark.parametrize(("name", "verb"), ON_A_STALE_PAGE, ids=[name for name, _ in ON_A_STALE_PAGE])
def test_a_stale_page_changes_nothing_and_is_told_what_happened(
    session: Session, clock: FixedClock, name: str, verb: Callable[[Session, FixedClock, str], None]
) -> None:
    ref = open_case(session, clock)
    actions.note(session, CLERK, clock, ref, "先到的一步", version=1)
    before = acts(session, ref)
    with pytest.raises(Conflict) as refused:
        verb(session, clock, ref)
    assert "2026-000001" in refused.value.message.zh
    assert "备注" in refused.value.message.zh
    assert acts(session, ref) == before


CLOSED_TO = [
    (SIGNER, TWO, "decide"),
    (ADMIN, TWO, "decide"),
    (ADMIN, TWO, "propose"),
    (CLERK, TWO, "decide"),
    (CLERK, CaseKind.PRIVACY_COMPLAINT, "propose"),
    (REVIEWER, CaseKind.PRIVACY_COMPLAINT, "decide"),
    (Actor("r", Role.REGULATOR, "主管", districts=("9901",)), TWO, "propose"),
    (ADMIN, CaseKind.ACCOUNT_ROLE, "decide"),
]


@pytest.mark.parametrize(("actor", "kind", "verb"), CLOSED_TO, ids=[f"{a.role}-{k}-{v}" for a, k, v in CLOSED_TO])
def test_posts_that_may_not_are_refused(
    session: Session, clock: FixedClock, actor: Actor, kind: CaseKind, verb: str
) -> None:
    ref = open_case(session, clock, kind=kind)
    with pytest.raises((NotAllowed, NotFound)):
        getattr(actions, verb)(session, actor, clock, ref, outcome=YES, why="试试")
    assert acts(session, ref) == ["open"]


def test_another_companys_case_reads_as_missing(session: Session, clock: FixedClock) -> None:
    ref = open_case(session, clock, kind=CaseKind.SUCCESSION, company="company-2")
    with pytest.raises(NotFound) as theirs:
        actions.resubmit(session, SIGNER, clock, ref)
    with pytest.raises(NotFound) as nobodys:
        actions.resubmit(session, SIGNER, clock, "nothing")
    assert theirs.value.message == nobodys.value.message
    with pytest.raises(NotFound):
        open_case(session, clock, kind=CaseKind.SUCCESSION, company="company-2", opener=SIGNER)


def test_personal_numbers_are_refused_wherever_words_are_kept(session: Session, clock: FixedClock) -> None:
    ref = open_case(session, clock, kind=TWO)
    bad = "本人电话13800138000"
    with pytest.raises(RuleBroken):
        actions.note(session, CLERK, clock, ref, bad)
    with pytest.raises(RuleBroken) as refused:
        actions.return_for_correction(session, CLERK, clock, ref, why="见各项", fields={"hotline": bad})
    assert [finding.field for finding in refused.value.findings] == ["hotline"]
    with pytest.raises(RuleBroken):
        actions.propose(session, CLERK, clock, ref, outcome=YES, why=bad)
    assert acts(session, ref) == ["open"]


def test_what_is_over_stays_over(session: Session, clock: FixedClock) -> None:
    ref = decided(session, clock)
    for act in (Act.PROPOSE, Act.DECIDE):
        with pytest.raises(Conflict):
            getattr(actions, act.value)(session, REVIEWER, clock, ref, outcome=YES, why="再来")
    with pytest.raises(Conflict):
        actions.send_back(session, REVIEWER, clock, ref, why="再来")
