"""A company cannot shed its past by registering anew: ties in both directions, declared or decided by two."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.companies import actions_succession as succession
from registry.companies import queries
from registry.companies.disclosure import SuccessionFace
from registry.companies.models import CompanySuccession
from registry.companies.states import SuccessionDeclarer, SuccessionDirection
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.errors import NotAllowed, NotFound, RuleBroken
from registry.record import reading
from registry.record.verify import verify
from tests.make.companies import CLERK, SECOND, register_company

EMPLOYER = Actor("boss", "company", "某企业")


def declared(session: Session, clock: FixedClock, successor: str, predecessor: str, **over: Any) -> str:
    values: dict[str, Any] = {"basis": "注销后由原班人员重新登记", "from_on": date(2026, 1, 1)} | over
    return succession.declare_predecessor(
        session, EMPLOYER, clock, successor=successor, predecessor=predecessor, **values
    )


def decided(session: Session, clock: FixedClock, second: Actor = SECOND, **over: Any) -> str:
    values: dict[str, Any] = {"basis": "法定代表人与场所相同", "reply": "企业未作答复", "from_on": date(2026, 1, 1)}
    return succession.decide_predecessor(session, CLERK, clock, second, **(values | over))


def test_both_pages_carry_the_tie(session: Session, clock: FixedClock) -> None:
    old, new = register_company(session, clock), register_company(session, clock)
    declared(session, clock, new, old)
    found = reading.current_of(session, [old, new], ["succession"])
    of_new, of_old = (found[each][0].face(SuccessionFace) for each in (new, old))
    assert (of_new.direction, of_new.other) == (SuccessionDirection.PREDECESSOR, old)
    assert (of_old.direction, of_old.other) == (SuccessionDirection.SUCCESSOR, new)
    assert of_new.declared_by is SuccessionDeclarer.COMPANY
    assert [entry.owner for entry in reading.linked(session, "succession", old)] == [new]
    assert verify(session).failure is None


def test_two_different_officers_decide_with_basis_and_reply(session: Session, clock: FixedClock) -> None:
    old, new = register_company(session, clock), register_company(session, clock)
    pair = {"successor": new, "predecessor": old}
    with pytest.raises(NotAllowed):
        decided(session, clock, CLERK, **pair)
    with pytest.raises(NotAllowed):
        decided(session, clock, EMPLOYER, **pair)
    for missing in ({"basis": " "}, {"reply": ""}):
        with pytest.raises(RuleBroken):
            decided(session, clock, **pair, **missing)
    decided(session, clock, **pair)
    face = reading.current_of(session, [new], ["succession"])[new][0].face(SuccessionFace)
    assert (face.declared_by, face.reply) == (SuccessionDeclarer.OFFICERS, "企业未作答复")


def test_a_company_cannot_decide(session: Session, clock: FixedClock) -> None:
    old, new = register_company(session, clock), register_company(session, clock)
    with pytest.raises(NotAllowed):
        succession.decide_predecessor(
            session, EMPLOYER, clock, SECOND,
            successor=new, predecessor=old, basis="有", reply="有", from_on=date(2026, 1, 1),
        )  # fmt: skip


def test_circles_doubles_and_oneself_are_refused(session: Session, clock: FixedClock) -> None:
    first, second, third = (register_company(session, clock) for _ in range(3))
    declared(session, clock, second, first)
    declared(session, clock, third, second)
    for successor, predecessor in ((first, third), (first, second), (first, first), (second, first)):
        with pytest.raises(RuleBroken):
            declared(session, clock, successor, predecessor)
    with pytest.raises(NotFound):
        declared(session, clock, first, "nobody")


def test_two_officers_annul_and_it_leaves_both_pages(session: Session, clock: FixedClock) -> None:
    old, new = register_company(session, clock), register_company(session, clock)
    tie = declared(session, clock, new, old)
    assert queries.tie_between(session, old, new) == tie
    with pytest.raises(NotAllowed):
        succession.annul_predecessor(session, CLERK, clock, CLERK, tie=tie, why="误报")
    succession.annul_predecessor(session, CLERK, clock, SECOND, tie=tie, why="误报")
    assert reading.current_of(session, [old, new], ["succession"]) == {old: [], new: []}
    with pytest.raises(NotFound):
        succession.annul_predecessor(session, CLERK, clock, SECOND, tie=tie, why="再撤一次")
    declared(session, clock, new, old)
    assert verify(session).failure is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"second_officer": "clerk-1"},
        {"second_officer": None},
        {"reply": None},
        {"reply": ""},
        {"basis": ""},
        {"declared_by": "company"},
        {"declared_by": "rumour"},
    ],
)
def test_the_table_refuses_a_decision_that_was_none(session: Session, clock: FixedClock, wrong: dict[str, Any]) -> None:
    old, new = register_company(session, clock), register_company(session, clock)
    tie = decided(session, clock, successor=new, predecessor=old)
    with pytest.raises(IntegrityError, match="ck_company_succession"):
        session.execute(update(CompanySuccession).where(CompanySuccession.ref == tie).values(**wrong))
