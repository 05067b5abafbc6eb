"""Builders of permits."""

from datetime import date
from itertools import count

from sqlalchemy.orm import Session

from registry.background_checks.actions import record_many
from registry.background_checks.states import Component
from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.core.sources import Source
from registry.permits.actions import issue_many
from registry.permits.rules import NewPermit
from registry.permits.states import PermitState
from registry.qualifications.actions import record_certificates, verify_certificate
from registry.workers.actions_employment import start_employment_many
from tests.make.background_checks import new_check
from tests.make.eligibility import NANNY
from tests.make.qualifications import certificate, verification
from tests.make.workers import new_employment, new_worker, registered

_NUMBERS = count(100_000_000)


def new_permit(
    *,
    worker_ref: str = "w",
    number: str | None = "",
    valid_from: date | None = date(2026, 1, 1),
    valid_until: date | None = date(2027, 12, 31),
    issuer: str = "云州市家政服务行业协会",
    source: Source = Source.ASSOCIATION,
    state: PermitState = PermitState.ACTIVE,
) -> NewPermit:
    """An active permit with an imported number nobody else has; `number=None` asks for a new one."""
    given = f"YZ{next(_NUMBERS)}" if number == "" else number
    return NewPermit(worker_ref, given, valid_from, valid_until, issuer, source, state)


def issued(
    *,
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    state: PermitState = PermitState.ACTIVE,
    worker_ref: str | None = None,
) -> tuple[str, str]:
    """(person, permit) of a permit just issued, to a new person unless told."""
    person = worker_ref or registered(session=session, actor=actor, clock=clock, keyring=keyring)
    (permit,) = issue_many(session, actor, clock, keyring, [new_permit(worker_ref=person, state=state)])
    return person, permit


def ready_person(
    *, session: Session, actor: Actor, clock: Clock, keyring: KeyRing, company: str, name: str = "张淑芬"
) -> str:
    """A nanny of a company who passes the gate and has no permit yet."""
    worker = new_worker(name=name)
    ref = registered(session=session, actor=actor, clock=clock, keyring=keyring, worker=worker)
    spell = new_employment(worker_ref=ref, company_ref=company, services=(NANNY,))
    start_employment_many(session, actor, clock, [spell])
    needed = (Component.BC1, Component.BC2, Component.BC3, Component.BC12)
    record_many(session, actor, clock, [new_check(worker_ref=ref, component=one) for one in needed])
    (held,) = record_certificates(session, actor, clock, keyring, [certificate(worker_ref=ref)])
    verify_certificate(session, actor, clock, held, verification())
    return ref
