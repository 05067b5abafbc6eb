"""A case about whose file it is: what would change, masked, who proposed it, and the decision by somebody else."""

from collections.abc import Callable
from typing import Any

from flask import render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal import ruling
from portal.database import read_session
from portal.guards import signed_in
from portal.persons import blueprint
from portal.persons.office_split import row_words
from portal.persons.opened import opened_line
from portal.ruling import Ruling, RulingForm
from portal.signing import current_actor
from portal.wiring import wiring
from registry.cases.models import Case
from registry.cases.queries import case as case_of
from registry.cases.states import CaseKind
from registry.core.clock import shanghai_date
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND
from registry.persons import actions, actions_join, actions_split, queries
from registry.persons.contents import contents_of
from registry.persons.rules import KINDS
from registry.persons.states import WhichFile
from registry.tasks.queries import mails_about

_DECIDE: dict[str, Callable[..., object]] = {
    CaseKind.IDENTITY_CORRECTION: actions.decide_identity,
    CaseKind.PERSONS_JOIN: actions_join.decide_join,
    CaseKind.PERSONS_SPLIT: actions_split.decide_split,
}


@blueprint.get("/office/persons/<ref>")
@signed_in("persons.keep")
def office_case(ref: str) -> str:
    """The case as it is now."""
    return _show(ref)


@blueprint.post(f"/office/persons/<ref>/<{ruling.ACTS}>")
@signed_in("persons.keep")
def office_rule(ref: str, act: str) -> Response | tuple[str, int]:
    """Propose again, send back, or decide with its consequence."""
    case = _case(ref)
    return ruling.rule(
        case, act, page=url_for("persons.office_case", ref=ref), decide=_decide,
        show=lambda failed, form: _show(ref, failed, form),
    )  # fmt: skip


def _decide(session: Session, told: Ruling) -> None:
    at = wiring()
    _DECIDE[told.kind](session, current_actor(), at.clock, at.keyring, told.ref, **told.given)


def _case(ref: str) -> Case:
    case = case_of(read_session(), current_actor(), ref)
    if case.kind not in KINDS:
        raise NotFound(NOT_FOUND)
    return case


def _change(session: Session, case: Case) -> Any:
    """What the case would change; None once it was decided."""
    if case.decided_by is not None:
        return None
    keyring, today = wiring().keyring, shanghai_date(wiring().clock.now())
    if case.kind == CaseKind.PERSONS_JOIN:
        told = case.payload
        return queries.join_change(session, case.subject_ref, told["closed"], WhichFile(told["identity"]))
    if case.kind == CaseKind.PERSONS_SPLIT:
        going = {f"{what}:{row}" for what, rows in case.payload["chosen"].items() for row in rows}
        rows = [row_words(row) for row in contents_of(session, case.subject_ref) if row.key in going]
        return {"new": queries.new_person(session, keyring, case.ref, today), "rows": rows}
    return queries.number_change(session, keyring, case, today)


def _show(ref: str, failed: str = "", broken: RulingForm | None = None) -> str:
    session, case = read_session(), _case(ref)
    people = [case.subject_ref, *([case.payload["closed"]] if "closed" in case.payload else [])]
    lines = {person: opened_line(session, person) for person in people}
    opened = None not in lines.values()
    return render_template(
        "persons/office/case.html", lines=lines, opened=opened, change=_change(session, case) if opened else None,
        mails=mails_about(session, "case", ref), **ruling.shown(case, failed, broken),
    )  # fmt: skip
