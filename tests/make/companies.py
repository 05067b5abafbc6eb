"""Builders for companies: valid by default, in the demonstration city."""

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.areas import actions as areas
from registry.areas.models import Area
from registry.companies import actions
from registry.companies.disclosure import CompanyFace, Insurance, ResponsiblePerson, ServiceOffering
from registry.companies.states import CompanyState, MembershipStatus, OperatingMode, ResponsibleRole
from registry.core.actor import SYSTEM, Actor
from registry.core.clock import Clock
from registry.core.identifiers import credit_check_digit, organisation_check_digit
from registry.core.sources import Source
from registry.core.taxonomy import ServiceLine

CLERK = Actor("clerk-1", "association", "测试经办")
SECOND = Actor("clerk-2", "association", "测试复核")
_numbers = count(1)


def uscc(number: int, *, kind: str = "91", area: str = "990101") -> str:
    """A valid credit code in area 9901xx, which no county has: the same for the same number."""
    inner = f"{number:08d}"
    first = f"{kind}{area}{inner}{organisation_check_digit(inner)}"
    return first + credit_check_digit(first)


def company_row(**fields: Any) -> dict[str, Any]:
    """A row for `actions.register`; each call another company unless told."""
    number = next(_numbers)
    row: dict[str, Any] = {
        "name": f"云州市测试{number}家政服务有限公司",
        "uscc": uscc(number),
        "brand": "测试家",
        "mode": OperatingMode.EMPLOYED,
        "membership": MembershipStatus.MEMBER,
        "source": Source.ASSOCIATION,
        "established_on": date(2015, 3, 2),
        "address": "云州市东塘区示范路1号",
        "district": "990101",
        "service_areas": ("990101", "990102"),
        "services": (ServiceOffering("HC01", ServiceLine.CLEANING), ServiceOffering("MI01", ServiceLine.CHILD_CARE)),
        "licence_scope": "家政服务",
        "legal_representative": "赵雪志",
        "responsible_roles": (ResponsiblePerson(ResponsibleRole.COMPLAINT, "孙丽"),),
        "hotline": "010-00002537",
        "complaint_phone": "010-00002538",
        "insurance": Insurance("家政服务雇主责任险", "云州示范保险", date(2027, 6, 30)),
    }
    return row | fields


def company_face(**fields: Any) -> CompanyFace:
    """A face as the record would hold it."""
    day = fields.pop("registered_on", date(2020, 1, 1))
    ready = {"state": CompanyState.APPROVED, "state_from_on": day, "registered_on": day, "verified_on": day}
    return CompanyFace(**(company_row() | ready | fields))


def register_company(
    session: Session, clock: Clock, *, actor: Actor = CLERK, effective_on: date | None = None, **fields: Any
) -> str:
    """Register one company through the actions and return its ref."""
    if session.scalar(select(Area.code).limit(1)) is None:
        areas.load(session, SYSTEM, clock)
    return actions.register(session, actor, clock, company_row(**fields), effective_on=effective_on)
