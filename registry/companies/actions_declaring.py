"""A company's own declarations: department, equipment, cover, contracts; published as its word, never as verified."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.companies import access
from registry.companies.disclosure import DeclarationFace, UsedContract
from registry.companies.models import Company, CompanyDeclaration, ModelContract
from registry.companies.rules_applications import policies_of
from registry.core.actor import Actor
from registry.core.base import new_ref
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND, require_company
from registry.record.actions import Publication, publish


def declare(session: Session, actor: Actor, clock: Clock, company_ref: str, answers: Mapping[str, Any]) -> bool:
    """Publish what a company declares (`answers` as in rules_applications); returns whether anything is new.

    Raises NotFound for another company's, NotAllowed.
    """
    access.require(actor, "companies.declare")
    require_company(actor, company_ref)
    if session.get(Company, company_ref) is None:
        raise NotFound(NOT_FOUND)
    today = shanghai_date(clock.now())
    face = DeclarationFace(
        department=str(answers.get("department") or "").strip() or None,
        protective_equipment=str(answers.get("protective_equipment") or "").strip() or None,
        tools=str(answers.get("tools") or "").strip() or None,
        policies=policies_of(answers),
        declared_on=today,
        contracts=_used(session, answers.get("contracts") or ()),
    )
    row = session.get(CompanyDeclaration, company_ref)
    stored = face.fields()
    if row is None:
        row = CompanyDeclaration(company_ref=company_ref, ref=new_ref(), policies=[], declared_on=today)
        session.add(row)
    elif (row.contracts or []) == stored["contracts"] and all(
        getattr(row, name) == stored[name] for name in ("department", "protective_equipment", "tools", "policies")
    ):
        return False
    before = {"department": row.department, "tools": row.tools}
    row.department, row.protective_equipment, row.tools = face.department, face.protective_equipment, face.tools
    row.policies, row.contracts, row.declared_on = stored["policies"], stored["contracts"], today
    session.flush()
    entries = publish(session, clock, [Publication(DeclarationFace.KIND, row.ref, company_ref, face, today)])
    write(session, clock, actor, [Trace("companies.declare", "company", company_ref, before, stored, "", entries)])
    return True


def _used(session: Session, refs: Iterable[str]) -> tuple[UsedContract, ...]:
    rows = session.scalars(
        select(ModelContract)
        .where(ModelContract.ref.in_(sorted(refs)))
        .order_by(ModelContract.title, ModelContract.version)
    )
    return tuple(UsedContract(row.title, row.version, row.issued_on) for row in rows)
