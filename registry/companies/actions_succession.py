"""Ties between a company and the one it carries on: declared by the company or decided by two officers, never
inferred, shown on both pages, and undone only by two officers with a reason."""

from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.companies import access
from registry.companies.actions import UNKNOWN
from registry.companies.disclosure import SuccessionFace
from registry.companies.models import CompanySuccession
from registry.companies.queries import load, predecessors
from registry.companies.rules import check_succession
from registry.companies.states import SuccessionDeclarer, SuccessionDirection
from registry.core.actor import Actor
from registry.core.base import new_refs
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import NotAllowed, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.record.actions import Publication, publish

TWO_OFFICERS = Label("须由两名不同的经办人共同决定", "Two different officers decide this together")
NO_REPLY = Finding(
    "company_succession_reply",
    Label("请写明企业的答复；没有答复也要写明", "Give the company's reply, or say that there was none"),
    "reply",
)
_NO_REASON = Finding("company_why", Label("请写明原因", "Give the reason"), "why")


def declare_predecessor(
    session: Session, actor: Actor, clock: Clock, *, successor: str, predecessor: str, basis: str, from_on: date
) -> str:
    """The company itself says whom it carries on, from a day; returns the tie's ref.

    Raises NotFound for an unknown company, RuleBroken without basis, for a circle or a tie that stands already.
    """
    access.require(actor, "companies.declare_predecessor")
    values = {"declared_by": SuccessionDeclarer.COMPANY, "basis": basis, "reply": None, "from_on": from_on}
    return tie_companies(session, actor, clock, "companies.declare_predecessor", predecessor, successor, values)


def decide_predecessor(
    session: Session,
    actor: Actor,
    clock: Clock,
    second: Actor,
    *,
    successor: str,
    predecessor: str,
    basis: str,
    reply: str,
    from_on: date,
) -> str:
    """Two officers decide that a company carries on another; `reply` is what the company answered when asked.

    Raises NotAllowed unless they are two and of the office, RuleBroken without basis or reply; else as declaring.
    """
    access.require(actor, "companies.decide_predecessor")
    _require_two(actor, second, "companies.decide_predecessor")
    if not reply.strip():
        raise RuleBroken([NO_REPLY])
    values = {
        "declared_by": SuccessionDeclarer.OFFICERS,
        "first_officer": actor.ref,
        "second_officer": second.ref,
        "basis": basis,
        "reply": reply,
        "from_on": from_on,
    }
    return tie_companies(session, actor, clock, "companies.decide_predecessor", predecessor, successor, values)


def annul_predecessor(session: Session, actor: Actor, clock: Clock, second: Actor, *, tie: str, why: str) -> None:
    """Two officers end a tie that was wrong: it leaves both pages, the trace stays.

    Raises NotAllowed unless they are two and of the office, NotFound when no such tie stands, RuleBroken without
    reason.
    """
    access.require(actor, "companies.annul_predecessor")
    _require_two(actor, second, "companies.annul_predecessor")
    if not why.strip():
        raise RuleBroken([_NO_REASON])
    row = session.get(CompanySuccession, tie)
    if row is None or row.annulled_at is not None:
        raise NotFound(Label("没有这条记载", "There is no such tie"))
    row.annulled_at = clock.now()
    row.annulled_why = why
    today = shanghai_date(clock.now())
    kind = SuccessionFace.KIND
    sides = ((row.predecessor_side, row.predecessor_ref), (row.successor_side, row.successor_ref))
    entries = publish(session, clock, [Publication(kind, side, owner, None, today) for side, owner in sides])
    before = {"predecessor": row.predecessor_ref, "successor": row.successor_ref, "basis": row.basis}
    after = {"second_officer": second.ref}
    write(session, clock, actor, [Trace("companies.annul_predecessor", "succession", tie, before, after, why, entries)])
    session.flush()


def _require_two(actor: Actor, second: Actor, permission: str) -> None:
    access.require(second, permission)
    if actor.ref == second.ref:
        raise NotAllowed(TWO_OFFICERS)


def tie_companies(
    session: Session, actor: Actor, clock: Clock, action: str, predecessor: str, successor: str, values: dict[str, Any]
) -> str:
    """Record and publish a tie that was declared or decided; `values` are the columns of CompanySuccession besides."""
    if len(load(session, [predecessor, successor])) < len({predecessor, successor}):
        raise NotFound(UNKNOWN)
    findings = check_succession(predecessor, successor, predecessors(session), basis=values["basis"])
    if findings:
        raise RuleBroken(findings)
    now = clock.now()
    tie, predecessor_side, successor_side = new_refs(3)
    session.execute(
        insert(CompanySuccession),
        [
            {
                "ref": tie,
                "predecessor_ref": predecessor,
                "successor_ref": successor,
                "predecessor_side": predecessor_side,
                "successor_side": successor_side,
                "recorded_at": now,
                **values,
            }
        ],
    )
    today = shanghai_date(now)
    sides = (
        (predecessor_side, predecessor, _face(SuccessionDirection.SUCCESSOR, successor, values)),
        (successor_side, successor, _face(SuccessionDirection.PREDECESSOR, predecessor, values)),
    )
    entries = publish(
        session, clock, [Publication(SuccessionFace.KIND, side, owner, face, today) for side, owner, face in sides]
    )
    after = {
        "predecessor": predecessor,
        "successor": successor,
        **{name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()},
    }
    write(session, clock, actor, [Trace(action, "succession", tie, None, after, values["basis"], entries)])
    session.flush()
    return tie


def _face(direction: SuccessionDirection, other: str, values: dict[str, Any]) -> SuccessionFace:
    return SuccessionFace(
        direction=direction,
        other=other,
        declared_by=values["declared_by"],
        basis=values["basis"],
        reply=values["reply"],
        from_on=values["from_on"],
    )
