"""Registering and changing companies: tables, record, keys and trace move together."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.audit.verify import verify_chain, verify_links
from registry.companies import actions, queries
from registry.companies.actions import Change
from registry.companies.disclosure import CompanyFace, FormerName, Insurance, ResponsiblePerson, ServiceOffering
from registry.companies.models import Company
from registry.companies.states import CompanyState, MembershipStatus, ResponsibleRole
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.core.sources import Source
from registry.core.taxonomy import ServiceLine
from registry.record import keys, reading
from registry.record.verify import verify
from tests.make.companies import CLERK, company_row, register_company, uscc

EMPLOYER = Actor("boss", "company", "某企业")


def face_of(session: Session, ref: str) -> CompanyFace:
    entry = reading.current(session, "company", ref)
    assert entry is not None
    return entry.face(CompanyFace)


def prove(session: Session) -> None:
    assert verify(session).failure is None
    assert verify_chain(session).failure is None
    assert verify_links(session) is None


def codes(problem: pytest.ExceptionInfo[RuleBroken]) -> set[str]:
    return {finding.code for finding in problem.value.findings}


def test_a_registered_company_is_in_table_record_keys_and_trace(session: Session, clock: FixedClock) -> None:
    ref = register_company(session, clock, uscc=uscc(7), name="云州市知安家政服务有限公司")
    face = face_of(session, ref)
    assert face == queries.load(session, [ref])[ref]
    assert (face.state, face.registered_on, face.verified_on) == (
        CompanyState.APPROVED,
        date(2026, 11, 21),
        date(2026, 11, 21),
    )
    target = keys.resolve(session, "uscc", uscc(7))
    assert target is not None
    assert (target.kind, target.ref, target.owner) == ("company", ref, ref)
    trace = session.scalars(select(AuditEntry).where(AuditEntry.subject_ref == ref)).one()
    assert trace.action == "companies.register"
    assert trace.after is not None
    assert trace.after["legal_representative"] == "赵**"
    assert "孙丽" not in str(trace.after)
    prove(session)


def test_every_list_survives_the_way_through_the_tables(session: Session, clock: FixedClock) -> None:
    ref = register_company(
        session,
        clock,
        former_names=(FormerName("旧名一", date(2018, 1, 1)), FormerName("旧名二")),
        services=(ServiceOffering(None, ServiceLine.ELDER_CARE), ServiceOffering("HM06", ServiceLine.REPAIR)),
        insurance=Insurance("责任险"),
    )
    stored = queries.load(session, [ref])[ref]
    assert stored == face_of(session, ref)
    assert stored.services[1].emergency_24h, "紧急维修(24小时) is a 24-hour service by its name"
    assert stored.former_names[0].until_on == date(2018, 1, 1)


def test_a_code_registers_once(session: Session, clock: FixedClock) -> None:
    register_company(session, clock, uscc=uscc(8))
    with pytest.raises(RuleBroken) as problem:
        register_company(session, clock, uscc=uscc(8).lower())
    assert codes(problem) == {"company_registered"}
    with pytest.raises(RuleBroken) as problem:
        actions.register_many(session, CLERK, clock, [company_row(uscc=uscc(9)), company_row(uscc=uscc(9))])
    assert codes(problem) == {"company_registered"}


def test_one_wrong_row_registers_nothing(session: Session, clock: FixedClock) -> None:
    register_company(session, clock)
    before = session.scalar(select(func.count()).select_from(Company))
    with pytest.raises(RuleBroken):
        actions.register_many(session, CLERK, clock, [company_row(), company_row(uscc="91990101000000000A")])
    assert session.scalar(select(func.count()).select_from(Company)) == before


def test_what_does_not_change_leaves_no_version_and_no_trace(session: Session, clock: FixedClock) -> None:
    ref = register_company(session, clock, brand="甲")
    position = reading.position(session)
    traces = session.scalar(select(func.count()).select_from(AuditEntry))
    assert actions.change_many(session, CLERK, clock, [Change(ref, {"brand": "甲"})]) == []
    assert reading.position(session) == position
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == traces


def test_a_change_holds_from_its_day(session: Session, clock: FixedClock) -> None:
    ref = register_company(session, clock, effective_on=date(2026, 1, 1), brand="甲")
    assert actions.change(session, CLERK, clock, Change(ref, {"brand": "乙"}, date(2026, 10, 1), "新品牌"))
    assert face_of(session, ref).brand == "乙"
    then = reading.as_of(session, "company", ref, date(2026, 11, 21), date(2026, 9, 30))
    assert then is not None
    assert then.fields["brand"] == "甲"
    trace = session.scalars(select(AuditEntry).where(AuditEntry.action == "companies.change")).one()
    assert (trace.before, trace.after) == (
        {"brand": "甲", "verified_on": "2026-01-01"},
        {"brand": "乙", "verified_on": "2026-11-21"},
    )


def test_a_change_before_the_current_version_is_refused(session: Session, clock: FixedClock) -> None:
    ref = register_company(session, clock, effective_on=date(2026, 5, 1))
    with pytest.raises(RuleBroken) as problem:
        actions.change(session, CLERK, clock, Change(ref, {"brand": "乙"}, date(2026, 4, 30)))
    assert codes(problem) == {"company_effective_before"}
    with pytest.raises(RuleBroken) as problem:
        actions.change(session, CLERK, clock, Change(ref, {"brand": "乙"}, date(2026, 11, 22)))
    assert "company_effective_ahead" in codes(problem)


def test_renaming_keeps_the_old_name(session: Session, clock: FixedClock) -> None:
    ref = register_company(session, clock, effective_on=date(2026, 1, 1), name="云州市甲家政服务部")
    actions.rename(session, CLERK, clock, ref, "云州市乙家政服务部", effective_on=date(2026, 6, 1), why="变更登记")
    face = face_of(session, ref)
    assert face.name == "云州市乙家政服务部"
    assert face.former_names == (FormerName("云州市甲家政服务部", date(2026, 5, 31)),)
    actions.change(session, CLERK, clock, Change(ref, {"name": "云州市甲家政服务部"}))
    assert [former.name for former in face_of(session, ref).former_names] == ["云州市乙家政服务部"]


def test_states_follow_each_other_as_the_domain_says(session: Session, clock: FixedClock) -> None:
    ref = register_company(session, clock, effective_on=date(2026, 1, 1))
    actions.suspend(session, CLERK, clock, ref, why="未按期更正")
    assert face_of(session, ref).state is CompanyState.SUSPENDED
    actions.lift_suspension(session, CLERK, clock, ref, why="已更正")
    with pytest.raises(RuleBroken):
        actions.lift_suspension(session, CLERK, clock, ref, why="再来一次")
    actions.expel(session, CLERK, clock, ref, why="屡次违反")
    face = face_of(session, ref)
    assert (face.state, face.membership) == (CompanyState.EXPELLED, MembershipStatus.ENDED)
    with pytest.raises(RuleBroken):
        actions.withdraw(session, CLERK, clock, ref, why="想退出")
    prove(session)


def test_a_decision_does_not_wait_for_the_contents(session: Session, clock: FixedClock) -> None:
    ref = register_company(session, clock)
    session.get_one(Company, ref).hotline = "没有"
    session.flush()
    actions.suspend(session, CLERK, clock, ref, why="电话无法接通")
    assert face_of(session, ref).state is CompanyState.SUSPENDED


def test_every_step_needs_a_reason(session: Session, clock: FixedClock) -> None:
    ref = register_company(session, clock)
    with pytest.raises(RuleBroken):
        actions.suspend(session, CLERK, clock, ref, why=" ")
    assert face_of(session, ref).state is CompanyState.APPROVED


def test_a_company_speaks_for_itself_only(session: Session, clock: FixedClock) -> None:
    ref = register_company(session, clock)
    with pytest.raises(NotAllowed):
        actions.suspend(session, EMPLOYER, clock, ref, why="不行")
    with pytest.raises(NotAllowed):
        register_company(session, clock, actor=EMPLOYER, source=Source.ASSOCIATION)
    with pytest.raises(NotAllowed):
        actions.change(session, EMPLOYER, clock, Change(ref, {"source": Source.AUTHORITY}))


def test_a_company_repeating_what_was_verified_does_not_undo_it(session: Session, clock: FixedClock) -> None:
    ref = register_company(session, clock, brand="甲", source=Source.ASSOCIATION)
    assert not actions.change(session, EMPLOYER, clock, Change(ref, {"brand": "甲"}))
    assert face_of(session, ref).source is Source.ASSOCIATION
    assert actions.change(session, EMPLOYER, clock, Change(ref, {"brand": "乙"}))
    face = face_of(session, ref)
    assert (face.source, face.verified_on) == (Source.COMPANY, None)
    assert actions.change(session, CLERK, clock, Change(ref, {"source": Source.ASSOCIATION}))
    assert face_of(session, ref).verified_on == date(2026, 11, 21)


def test_a_company_may_withdraw_and_stays_verified(session: Session, clock: FixedClock) -> None:
    ref = register_company(session, clock)
    actions.withdraw(session, EMPLOYER, clock, ref, why="停业")
    face = face_of(session, ref)
    assert (face.state, face.source) == (CompanyState.WITHDRAWN, Source.ASSOCIATION)
    assert keys.resolve(session, "uscc", face.uscc) is not None, "nobody sheds a past"


def test_correcting_mends_every_version_that_carried_the_error(session: Session, clock: FixedClock) -> None:
    ref = register_company(session, clock, effective_on=date(2026, 1, 1), hotline="010-00002537", brand="甲")
    wrong = reading.position(session)
    actions.change(session, CLERK, clock, Change(ref, {"brand": "乙"}, date(2026, 6, 1)))
    actions.correct(session, CLERK, clock, ref, seq=wrong, changes={"hotline": "010-00009999"}, why="录入笔误")
    for day, brand in ((date(2026, 3, 1), "甲"), (date(2026, 7, 1), "乙")):
        then = reading.as_of(session, "company", ref, date(2026, 11, 21), day)
        assert then is not None
        assert (then.fields["hotline"], then.fields["brand"]) == ("010-00009999", brand)
        assert then.corrects is not None
        assert then.basis == "录入笔误"
    assert queries.load(session, [ref])[ref] == face_of(session, ref)
    with pytest.raises(Conflict):
        actions.correct(session, CLERK, clock, ref, seq=wrong + 900, changes={"brand": "丙"}, why="没有这一版")
    with pytest.raises(RuleBroken):
        actions.correct(session, CLERK, clock, ref, seq=wrong, changes={"hotline": "不是电话"}, why="试试")
    prove(session)


def test_unknown_companies_and_fields(session: Session, clock: FixedClock) -> None:
    ref = register_company(session, clock)
    with pytest.raises(NotFound):
        actions.change(session, CLERK, clock, Change("nobody", {"brand": "乙"}))
    with pytest.raises(ValueError, match="state"):
        actions.change(session, CLERK, clock, Change(ref, {"state": CompanyState.SUSPENDED}))


def test_responsible_people_are_masked_in_the_trace(session: Session, clock: FixedClock) -> None:
    ref = register_company(session, clock)
    people = (ResponsiblePerson(ResponsibleRole.SAFETY, "欧阳建国"), ResponsiblePerson(ResponsibleRole.QUALITY))
    actions.change(session, CLERK, clock, Change(ref, {"responsible_roles": people}))
    trace = session.scalars(select(AuditEntry).where(AuditEntry.action == "companies.change")).one()
    assert "欧阳**" in str(trace.after)
    assert "建国" not in str(trace.after)
    assert face_of(session, ref).responsible_roles == people


def test_a_roster_of_companies_goes_through_in_one(session: Session, clock: FixedClock) -> None:
    register_company(session, clock)
    refs = actions.register_many(session, CLERK, clock, [company_row() for _ in range(600)])
    assert len(queries.load(session, refs)) == 600
    changes = [Change(ref, {"complaint_phone": "010-00001111"}) for ref in refs]
    assert actions.change_many(session, CLERK, clock, changes) == refs
    assert actions.change_many(session, CLERK, clock, changes) == []
