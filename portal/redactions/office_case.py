"""A case of redaction: what would leave the record, who proposed it, and the decision by somebody else."""

from flask import render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal import ruling
from portal.database import read_session
from portal.guards import signed_in
from portal.redactions import blueprint
from portal.redactions.words import field_words
from portal.ruling import Ruling, RulingForm
from portal.signing import current_actor
from portal.wiring import wiring
from registry.cases.models import Case
from registry.cases.queries import case as case_of
from registry.redactions import actions, queries


@blueprint.get("/office/redactions/<ref>")
@signed_in("redactions.propose")
def office_case(ref: str) -> str:
    """The case as it is now."""
    return _show(ref)


@blueprint.post(f"/office/redactions/<ref>/<{ruling.ACTS}>")
@signed_in("redactions.propose")
def office_rule(ref: str, act: str) -> Response | tuple[str, int]:
    """Propose again, send back, or decide and erase."""
    case = _case(ref)
    return ruling.rule(
        case, act, page=url_for("redactions.office_case", ref=ref), decide=_decide,
        show=lambda failed, form: _show(ref, failed, form),
    )  # fmt: skip


def _decide(session: Session, told: Ruling) -> None:
    actions.decide_redaction(session, current_actor(), wiring().clock, told.ref, **told.given)


def _case(ref: str) -> Case:
    case = case_of(read_session(), current_actor(), ref)
    queries.asked_in(read_session(), case)
    return case


def _show(ref: str, failed: str = "", broken: RulingForm | None = None) -> str:
    case = _case(ref)
    asked = queries.asked_in(read_session(), case)
    return render_template(
        "redactions/office/case.html", asked=asked, fields=[field_words(name) for name in asked.fields],
        **ruling.shown(case, failed, broken),
    )  # fmt: skip
