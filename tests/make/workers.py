"""Builders of persons and spells, valid by default; each call another person."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count

from sqlalchemy import insert
from sqlalchemy.orm import Session

from registry.companies.models import Company
from registry.core.actor import Actor
from registry.core.base import new_ref
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.core.identifiers import Sex
from registry.core.sources import Source
from registry.core.taxonomy import ServiceLine
from registry.workers.actions import register
from registry.workers.disclosure import OfferedService
from registry.workers.rules import NewEmployment, NewWorker
from tests.make.identifiers import credit_code, id_number

CLEANING = OfferedService("HC01", ServiceLine.CLEANING)
_NUMBERS = count(1)


def new_worker(
    *,
    name: str = "张淑芬",
    id: str | None = None,
    phone: str | None = "10048317163",
    sex: Sex | None = None,
    native_province: str | None = None,
    permit_number: str | None = None,
    source: Source = Source.COMPANY,
) -> NewWorker:
    """A person with an ID number nobody else has."""
    number = next(_NUMBERS)
    born = date(1970, 1, 1) + timedelta(days=number // 500)
    given = id or id_number(born=born, sex=sex or Sex.FEMALE, serial=number % 500)
    return NewWorker(name, given, phone, sex, native_province, permit_number, source)


def registered(
    *, session: Session, actor: Actor, clock: Clock, keyring: KeyRing, worker: NewWorker | None = None
) -> str:
    """The ref of a person just registered."""
    return register(session, actor, clock, keyring, worker or new_worker())


def company(*, session: Session, name: str = "云州市安心家政服务有限公司") -> str:
    """The ref of a company whose row is there; nothing is published of it."""
    ref = new_ref()
    day = date(2020, 1, 1)
    session.execute(
        insert(Company),
        [
            {
                "ref": ref,
                "uscc": credit_code(number=next(_NUMBERS)),
                "name": name,
                "mode": "employed",
                "membership": "member",
                "state": "approved",
                "state_from_on": day,
                "registered_on": day,
                "source": "company",
                "effective_on": day,
            }
        ],
    )
    return ref


def new_employment(
    *,
    worker_ref: str,
    company_ref: str,
    since_on: date | None = date(2024, 3, 1),
    services: Sequence[OfferedService] = (CLEANING,),
    source: Source = Source.COMPANY,
    until_on: date | None = None,
) -> NewEmployment:
    """A spell that lasts."""
    return NewEmployment(worker_ref, company_ref, since_on, tuple(services), source, until_on)
