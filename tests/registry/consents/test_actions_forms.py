"""Signed forms that a company keeps, and what the person takes back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.consents.actions_forms import record_form, withdraw_own
from registry.consents.queries import consents_of, standing_scopes
from registry.consents.states import Channel, Scope
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.record import reading
from registry.workers.actions_employment import start_employment
from tests.make.workers import company, new_employment, registered

BOTH = [Scope.LISTING, Scope.PHOTO]


@pytest.fixture
def clerk(session: Session) -> Actor:
    return Actor("clerk-of-company", Role.COMPANY_CLERK, "经办", company=company(session=session))


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, clerk: Actor) -> str:
    ref = registered(session=session, actor=actor, clock=clock, keyring=keyring)
    start_employment(session, actor, clock, new_employment(worker_ref=ref, company_ref=clerk.company or ""))
    return ref


def record(session: Session, actor: Actor, clock: FixedClock, person: str, **fields: object) -> list[str]:
    given = {
        "scopes": BOTH, "form_on": date(2026, 11, 1), "notice_version": "2026-03", "evidence": "档案柜 2-14", **fields
    }  # fmt: skip
    return record_form(session, actor, clock, person, **given)


def test_each_scope_is_kept_with_notice_evidence_and_channel(
    session: Session, clock: FixedClock, clerk: Actor, person: str
) -> None:
    assert record(session, clerk, clock, person) == [person]
    rows = consents_of(session, person)
    assert [(one.scope, one.channel, one.notice_version, one.evidence) for one in rows] == [
        (scope, Channel.PAPER, "2026-03", "档案柜 2-14") for scope in BOTH
    ]
    trace = session.scalars(select(AuditEntry).where(AuditEntry.action == "consent.give")).one()
    assert trace.after["evidence"] == ["档案柜 2-14"]
    assert reading.current(session, "worker", person) is not None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"form_on": None}, "form_on"),
        ({"form_on": date(2026, 11, 30)}, "form_on"),
        ({"notice_version": " "}, "notice_version"),
        ({"evidence": " "}, "evidence"),
        ({"evidence": "x" * 121}, "evidence"),
        ({"evidence": "13800138000"}, "evidence"),
    ],
)
def test_half_a_form_does_not_count(
    session: Session, clock: FixedClock, clerk: Actor, person: str, fields: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        record(session, clerk, clock, person, **fields)
    assert {finding.field for finding in refused.value.findings} == {field}
    assert standing_scopes(session, [person]) == {}


def test_what_the_person_took_back_no_company_restores(
    session: Session, clock: FixedClock, clerk: Actor, person: str
) -> None:
    record(session, clerk, clock, person)
    own = Actor(person, Role.WORKER, "")
    clock.advance(days=1)
    assert withdraw_own(session, own, clock, [Scope.LISTING]) == {Scope.LISTING}
    assert reading.current(session, "worker", person) is None
    assert standing_scopes(session, [person]) == {person: {Scope.PHOTO}}
    with pytest.raises(RuleBroken, match="took this consent back"):
        record(session, clerk, clock, person, form_on=clock.now().date() - timedelta(days=1))
    with pytest.raises(Conflict):
        withdraw_own(session, own, clock, [Scope.LISTING])


def test_only_their_employer_and_only_they_themselves(
    session: Session, clock: FixedClock, clerk: Actor, person: str
) -> None:
    stranger = Actor("other", Role.COMPANY_CLERK, "别家", company=company(session=session))
    with pytest.raises(NotFound):
        record(session, stranger, clock, person)
    with pytest.raises(NotAllowed):
        record(session, Actor("reg", Role.REGULATOR, "主管"), clock, person)
    with pytest.raises(NotAllowed):
        withdraw_own(session, clerk, clock, [Scope.LISTING])
