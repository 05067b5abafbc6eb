"""The association's list of model contracts, from which companies declare what they use (R054)."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.companies import access
from registry.companies.models import ModelContract
from registry.core.actor import Actor
from registry.core.base import new_ref
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND


def list_contract(session: Session, actor: Actor, clock: Clock, *, title: str, version: str, issued_on: date) -> str:
    """Put a model contract onto the list; returns its ref. Raises RuleBroken, NotAllowed."""
    access.require(actor, "companies.keep_contracts")
    title, version = title.strip(), version.strip()
    findings = [
        Finding("contract_missing", Label("请填写这一项", "Give this"), name)
        for name, said in (("title", title), ("version", version))
        if not said
    ]
    if issued_on > shanghai_date(clock.now()):
        findings.append(Finding("contract_ahead", Label("日期在将来", "The day lies in the future"), "issued_on"))
    known = select(ModelContract.ref).where(ModelContract.title == title, ModelContract.version == version)
    if session.scalar(known) is not None:
        words = Label("这一版已在目录中", "This version is on the list already")
        findings.append(Finding("contract_twice", words, "version"))
    if findings:
        raise RuleBroken(findings)
    ref = new_ref()
    session.add(ModelContract(ref=ref, title=title, version=version, issued_on=issued_on, ended_on=None))
    session.flush()
    after = {"title": title, "version": version, "issued_on": issued_on.isoformat()}
    write(session, clock, actor, [Trace("contracts.list", "model_contract", ref, None, after)])
    return ref


def end_contract(session: Session, actor: Actor, clock: Clock, ref: str) -> None:
    """Offer it to no company any more; what companies declared stays as they declared it. Raises NotFound."""
    access.require(actor, "companies.keep_contracts")
    found = session.get(ModelContract, ref)
    if found is None or found.ended_on is not None:
        raise NotFound(NOT_FOUND)
    found.ended_on = shanghai_date(clock.now())
    session.flush()
    write(session, clock, actor, [Trace("contracts.end", "model_contract", ref, None, {"ended": True})])
