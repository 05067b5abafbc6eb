"""Reading the tables of companies, for actions, rosters and staff."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.companies.disclosure import (
    CompanyFace,
    FormerName,
    Insurance,
    Outlet,
    ResponsiblePerson,
    ServiceOffering,
)
from registry.companies.models import (
    Company,
    CompanyFormerName,
    CompanyOutlet,
    CompanyResponsible,
    CompanyService,
    CompanyServiceArea,
    CompanySuccession,
)
from registry.companies.states import CompanyState, MembershipStatus, OperatingMode, ResponsibleRole
from registry.core.sources import Source
from registry.core.taxonomy import ServiceLine

CHUNK = 500  # bound parameters in one IN list, below every engine's limit


def refs_by_uscc(session: Session, codes: Sequence[str]) -> dict[str, str]:
    """{credit code: ref} of those that are registered, ended ones included."""
    found: dict[str, str] = {}
    for at in range(0, len(codes), CHUNK):
        rows = session.execute(select(Company.uscc, Company.ref).where(Company.uscc.in_(codes[at : at + CHUNK])))
        found.update((row.uscc, row.ref) for row in rows)
    return found


def all_refs(session: Session) -> dict[str, str]:
    """{credit code: ref} of every company, by code."""
    rows = session.execute(select(Company.uscc, Company.ref).order_by(Company.uscc))
    return {row.uscc: row.ref for row in rows}


def load(session: Session, refs: Sequence[str]) -> dict[str, CompanyFace]:
    """{ref: company as the tables hold it}, for those that exist; six queries per 500."""
    found: dict[str, CompanyFace] = {}
    for at in range(0, len(refs), CHUNK):
        chunk = list(refs[at : at + CHUNK])
        lists = _lists(session, chunk)
        for row in session.execute(select(Company.__table__).where(Company.ref.in_(chunk))).mappings():
            found[row["ref"]] = _face(row, lists[row["ref"]])
    return found


def version_days(session: Session, refs: Sequence[str]) -> dict[str, date]:
    """{ref: the day from which its newest version holds}."""
    found: dict[str, date] = {}
    for at in range(0, len(refs), CHUNK):
        rows = session.execute(select(Company.ref, Company.effective_on).where(Company.ref.in_(refs[at : at + CHUNK])))
        found.update((row.ref, row.effective_on) for row in rows)
    return found


def predecessors(session: Session) -> dict[str, list[str]]:
    """{company: its predecessors} over all ties that stand: there are few, and a circle can run through any."""
    ties: dict[str, list[str]] = defaultdict(list)
    rows = session.execute(
        select(CompanySuccession.successor_ref, CompanySuccession.predecessor_ref).where(
            CompanySuccession.annulled_at.is_(None)
        )
    )
    for row in rows:
        ties[row.successor_ref].append(row.predecessor_ref)
    return dict(ties)


def _lists(session: Session, refs: list[str]) -> dict[str, dict[str, list[Any]]]:
    lists: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for model in (CompanyFormerName, CompanyOutlet, CompanyServiceArea, CompanyService, CompanyResponsible):
        table = model.__table__
        query = select(table).where(table.c.company_ref.in_(refs)).order_by(table.c.company_ref, table.c.place)
        for row in session.execute(query).mappings():
            lists[row["company_ref"]][model.__tablename__].append(row)
    return lists


def _face(row: Any, lists: dict[str, list[Any]]) -> CompanyFace:
    insurance = None
    if row["insurance_title"] is not None:
        insurance = Insurance(row["insurance_title"], row["insurance_insurer"], row["insurance_valid_until"])
    return CompanyFace(
        name=row["name"],
        uscc=row["uscc"],
        state=CompanyState(row["state"]),
        state_from_on=row["state_from_on"],
        mode=OperatingMode(row["mode"]),
        membership=MembershipStatus(row["membership"]),
        source=Source(row["source"]),
        registered_on=row["registered_on"],
        brand=row["brand"],
        former_names=tuple(FormerName(one["name"], one["until_on"]) for one in lists["company_former_name"]),
        established_on=row["established_on"],
        address=row["address"],
        district=row["district"],
        outlets=tuple(
            Outlet(one["name"], one["address"], one["district"], one["phone"]) for one in lists["company_outlet"]
        ),
        service_areas=tuple(one["area"] for one in lists["company_service_area"]),
        services=tuple(
            ServiceOffering(one["item"], ServiceLine(one["line"]), bool(one["emergency_24h"]))
            for one in lists["company_service"]
        ),
        licence_scope=row["licence_scope"],
        licence_valid_until=row["licence_valid_until"],
        legal_representative=row["legal_representative"],
        responsible_roles=tuple(
            ResponsiblePerson(ResponsibleRole(one["role"]), one["name"]) for one in lists["company_responsible"]
        ),
        hotline=row["hotline"],
        complaint_phone=row["complaint_phone"],
        insurance=insurance,
        verified_on=row["verified_on"],
    )


def tie_between(session: Session, predecessor: str, successor: str) -> str | None:
    """The ref of the tie that stands between two companies, or None."""
    return session.scalar(
        select(CompanySuccession.ref).where(
            CompanySuccession.predecessor_ref == predecessor,
            CompanySuccession.successor_ref == successor,
            CompanySuccession.annulled_at.is_(None),
        )
    )
