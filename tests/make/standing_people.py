"""A whole person through the actions: company, spell, permit, card, checks, consents. Everything good by default."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from registry.background_checks.actions import record_many
from registry.background_checks.states import Component, Outcome
from registry.consents.actions import give_many
from registry.consents.states import Scope
from registry.core.actor import Actor
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier
from registry.permits.actions import issue_many
from registry.permits.actions_cards import PrintedCard, print_card
from registry.qualifications.actions import publish_held
from registry.record import keys
from registry.workers.actions_employment import end_employment, start_employment
from registry.workers.disclosure import OfferedService
from tests.make.background_checks import new_check
from tests.make.companies import register_company
from tests.make.consents import given
from tests.make.permits import new_permit
from tests.make.workers import CLEANING, new_employment, new_worker, registered

REQUIRED = (Component.BC1, Component.BC2, Component.BC3, Component.BC4, Component.BC9)


@dataclass(frozen=True, slots=True)
class Someone:
    """What the world holds of a person: refs, the number on the card, the card's secrets, the page's address."""

    ref: str
    permit: str
    number: str
    company: str
    card: PrintedCard
    page: str | None


def someone(
    *,
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    name: str = "翟秀英",
    number: str = "YZ420018",
    company: str | None = None,
    services: tuple[OfferedService, ...] = (CLEANING,),
    source: Source = Source.ASSOCIATION,
    outcomes: dict[Component, Outcome] | None = None,
    ends: dict[Component, date] | None = None,
    tier: HealthTier | None = HealthTier.GENERAL,
    valid_until: date | None = date(2027, 11, 11),
    scopes: Collection[Scope] = (),
    employed: bool = True,
    company_fields: dict[str, Any] | None = None,
) -> Someone:
    """A person in good standing, but for what is given; nothing is committed."""
    at = {"session": session, "actor": actor, "clock": clock, "keyring": keyring}
    ref = registered(**at, worker=new_worker(name=name))
    company = company or register_company(session, clock, **(company_fields or {}))
    if employed:
        spell = new_employment(worker_ref=ref, company_ref=company, services=services, source=source)
        start_employment(session, actor, clock, spell)
    permit = new_permit(worker_ref=ref, number=number, valid_until=valid_until, source=source)
    (permit_ref,) = issue_many(session, actor, clock, keyring, [permit])
    day = shanghai_date(clock.now())
    checks = []
    for component in REQUIRED:
        outcome = (outcomes or {}).get(component, Outcome.CLEAR)
        end = (ends or {}).get(component, None if component is Component.BC1 else date(2027, 5, 20))
        checks.append(
            new_check(
                worker_ref=ref,
                component=component,
                outcome=outcome,
                source=source,
                checked_on=day - timedelta(days=30),
                valid_until=end if outcome is Outcome.CLEAR else None,
                tier=tier if component is Component.BC4 and outcome is Outcome.CLEAR else None,
            )
        )
    record_many(session, actor, clock, checks)
    words = [given(worker_ref=ref, scope=scope) for scope in scopes]
    if words:
        publish_held(session, actor, clock, give_many(session, actor, clock, words))
    card = print_card(session, actor, clock, keyring, permit_ref)
    page = keys.keys_of(session, "worker_page", [ref]).get(ref)
    return Someone(ref, permit_ref, number, company, card, page)


def leave(session: Session, actor: Actor, clock: Clock, person: Someone, last: date) -> None:
    """The person's spell with the company ends with the day `last`."""
    end_employment(session, actor, clock, worker_ref=person.ref, company_ref=person.company, until_on=last)
