"""Asking for checks and entering what came of them. Results enter the register's statements by `record_many`."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.background_checks.access import PERMISSIONS
from registry.background_checks.actions import record_many
from registry.background_checks.desk import ASKED, NewRequest, NewResult, check_result
from registry.background_checks.due import refresh
from registry.background_checks.models import CheckRequest
from registry.background_checks.states import Outcome, RequestState
from registry.core.actor import COMPANY_ROLES, Actor
from registry.core.base import new_refs
from registry.core.bulk import insert_rows
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require, require_company
from registry.record.reading import CHUNK
from registry.workers.people import require_own_people

_COLUMNS = ("ref", "worker_ref", "company_ref", "component", "state", "asked_by", "asked_on", "tries")


def ask_for_checks(session: Session, actor: Actor, clock: Clock, requests: Sequence[NewRequest]) -> list[str]:
    """Ask for checks of persons; what is asked for already is passed over. Returns the refs of the new requests.

    Raises NotAllowed, NotFound for others' people, RuleBroken for a component that is not asked for.
    """
    require(actor, PERMISSIONS["background_checks.ask"])
    if any(one.component not in ASKED for one in requests):
        message = Label("这一项不在这里核查", "This component is not checked here")
        raise RuleBroken([Finding("request_component", message, "component")])
    if actor.role in COMPANY_ROLES:
        for one in requests:
            require_company(actor, one.company_ref)
    people = list(dict.fromkeys(one.worker_ref for one in requests))
    require_own_people(session, actor, people)
    open_now = set(_open(session, people))
    wanted = dict.fromkeys(requests)
    fresh = [one for one in wanted if (one.worker_ref, one.component.value) not in open_now]
    fresh = list({(one.worker_ref, one.component): one for one in fresh}.values())
    today = shanghai_date(clock.now()).isoformat()
    refs = new_refs(len(fresh))
    rows = [
        (ref, one.worker_ref, one.company_ref, one.component.value, RequestState.OPEN.value, actor.ref, today, 0)
        for ref, one in zip(refs, fresh, strict=True)
    ]
    insert_rows(session, CheckRequest.__table__, _COLUMNS, rows)
    traces = [
        Trace("checks.ask", "checks", one.worker_ref, None, {"component": one.component.value, "request": ref})
        for ref, one in zip(refs, fresh, strict=True)
    ]
    write(session, clock, actor, traces)
    return refs


def withdraw_request(session: Session, actor: Actor, clock: Clock, ref: str, *, why: str = "") -> None:
    """Take back a request that is open. Raises NotAllowed, NotFound for no such one or another company's."""
    require(actor, PERMISSIONS["background_checks.ask"])
    row = session.execute(
        select(CheckRequest.worker_ref, CheckRequest.component, CheckRequest.company_ref).where(
            CheckRequest.ref == ref, CheckRequest.state == RequestState.OPEN.value
        )
    ).first()
    if row is None:
        raise NotFound(NOT_FOUND)
    require_company(actor, row.company_ref)
    values: dict[str, Any] = {"state": RequestState.WITHDRAWN.value, "retry_on": None}
    session.connection().execute(
        update(CheckRequest).where(CheckRequest.ref == ref).values(ended_on=shanghai_date(clock.now()), **values)
    )
    before = {"component": row.component, "request": ref}
    write(session, clock, actor, [Trace("checks.withdraw_request", "checks", row.worker_ref, before, None, why)])


def enter_results(session: Session, actor: Actor, clock: Clock, results: Sequence[NewResult]) -> None:
    """Enter clear results and those that could not be had, for many persons at once; open requests are answered.

    Raises NotAllowed, RuleBroken (an adverse result is refused here: it takes two people), NotFound.
    """
    require(actor, PERMISSIONS["background_checks.enter"])
    today = shanghai_date(clock.now())
    findings = [finding for one in results for finding in check_result(one, today)]
    if findings:
        raise RuleBroken(findings)
    require_own_people(session, actor, list(dict.fromkeys(one.worker_ref for one in results)))
    record_many(session, actor, clock, [one.statement for one in results])
    open_now = _open(session, list(dict.fromkeys(one.worker_ref for one in results)))
    traces = []
    for one in results:
        ref = open_now.get((one.worker_ref, one.component.value))
        if ref is None:
            continue
        values: dict[str, Any] = {"tries": CheckRequest.tries + 1, "retry_on": one.retry_on}
        if one.outcome is not Outcome.COULD_NOT:
            values |= {"state": RequestState.ANSWERED.value, "ended_on": today, "retry_on": None}
        session.connection().execute(update(CheckRequest).where(CheckRequest.ref == ref).values(**values))
        after = {"request": ref, "outcome": one.outcome.value}
        if one.retry_on is not None:
            after["retry_on"] = one.retry_on.isoformat()
        traces.append(Trace("checks.answer_request", "checks", one.worker_ref, None, after))
    write(session, clock, actor, traces)
    refresh(session, [one.worker_ref for one in results], today)


def _open(session: Session, worker_refs: Sequence[str]) -> dict[tuple[str, str], str]:
    """{(person, component): ref} of open requests."""
    found: dict[tuple[str, str], str] = {}
    for at in range(0, len(worker_refs), CHUNK):
        rows = session.execute(
            select(CheckRequest.worker_ref, CheckRequest.component, CheckRequest.ref).where(
                CheckRequest.worker_ref.in_(worker_refs[at : at + CHUNK]),
                CheckRequest.state == RequestState.OPEN.value,
            )
        )
        found.update({(row.worker_ref, row.component): row.ref for row in rows})
    return found
