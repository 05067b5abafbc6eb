"""Files of persons as full as chance has it, and what lies in them, for tests that move it."""

from random import Random

from sqlalchemy.orm import Session

from registry.background_checks.actions import record_many
from registry.background_checks.states import Component, Outcome
from registry.consents.actions import give_many, withdraw
from registry.consents.states import Channel, Scope
from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.core.taxonomy import ServiceLine
from registry.permits.actions_cards import print_card, report_lost
from registry.permits.states import PermitState
from registry.persons.moving import TABLES, rows_of
from registry.persons.states import Moved
from registry.qualifications.actions import publish_held, record_certificates
from registry.qualifications.actions_credits import earn_credits
from registry.workers.actions_employment import end_employment, start_employment
from registry.workers.disclosure import OfferedService
from tests.make.background_checks import new_check
from tests.make.consents import given
from tests.make.permits import issued
from tests.make.qualifications import certificate, credits
from tests.make.workers import new_employment, new_worker, registered


def random_file(
    chance: Random, *, session: Session, actor: Actor, clock: Clock, keyring: KeyRing, companies: list[str]
) -> str:
    """A person with some of everything."""
    ref = registered(session=session, actor=actor, clock=clock, keyring=keyring, worker=new_worker(name="张淑芬"))
    for company in chance.sample(companies, chance.randint(0, len(companies))):
        line = OfferedService(None, chance.choice(list(ServiceLine)))
        spell = new_employment(worker_ref=ref, company_ref=company, services=(line,))
        start_employment(session, actor, clock, spell)
        if chance.random() < 0.3:
            end_employment(session, actor, clock, worker_ref=ref, company_ref=company)
    outcomes = (Outcome.CLEAR, Outcome.CLEAR, Outcome.ADVERSE, Outcome.COULD_NOT)
    for component in chance.sample(list(Component), chance.randint(0, 4)):
        check = new_check(worker_ref=ref, component=component, outcome=chance.choice(outcomes))
        record_many(session, actor, clock, [check])
    for _ in range(chance.randint(0, 2)):
        record_certificates(session, actor, clock, keyring, [certificate(worker_ref=ref, number="Z123")])
    if chance.random() < 0.5:
        earn_credits(session, actor, clock, [credits(worker_ref=ref)])
    if chance.random() < 0.6:
        common = {"session": session, "actor": actor, "clock": clock, "keyring": keyring}
        _, permit = issued(worker_ref=ref, state=PermitState.ISSUED, **common)
        if chance.random() < 0.7:
            print_card(session, actor, clock, keyring, permit)
            if chance.random() < 0.3:
                report_lost(session, actor, clock, permit)
    scopes = chance.sample(list(Scope), chance.randint(0, 4))
    for scope in scopes:
        give_many(session, actor, clock, [given(worker_ref=ref, scope=scope)])
    publish_held(session, actor, clock, [ref])
    gone = [scope for scope in scopes if chance.random() < 0.3]
    if gone:
        withdraw(session, actor, clock, ref, channel=Channel.PAPER, scopes=gone)
    return ref


def everything(session: Session, *refs: str) -> dict[Moved, set[str]]:
    """The keys of every row of these files, by table."""
    return {what: {row for ref in refs for row in rows_of(session, what, ref)} for what in TABLES}
