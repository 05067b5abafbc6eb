"""Single additions that wait, several decided at once: confirmed where nobody is registered, or refused."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.guards import signed_in
from portal.sending import sent
from portal.signing import current_actor
from portal.wiring import wiring
from portal.workers.forms import AdditionsForm
from portal.workers.public import blueprint
from registry.cases.access import PERMISSIONS as CASE_PERMISSIONS
from registry.cases.states import CaseKind, Outcome
from registry.companies.queries import load
from registry.core.errors import Conflict
from registry.core.permissions import allows
from registry.looks.actions import note_looks
from registry.looks.queries import open_files
from registry.looks.states import Purpose, Seen
from registry.workers.actions_transfers import decide_additions
from registry.workers.people import names_of
from registry.workers.queries_transfers import Addition, waiting_additions

VIEWS = {"": None, "new": False, "known": True}


@blueprint.get("/office/additions")
@signed_in("workers.transfers")
def office_additions() -> str:
    """Who was filed one by one and waits, fifty a page; names once a look is noted."""
    return _page(AdditionsForm(None).filled())


@blueprint.post("/office/additions/open")
@signed_in("workers.transfers")
def office_open_additions() -> Response:
    """Note a look at everybody of the page, before their names are shown."""
    lines, _ = _lines()
    actor, clock = current_actor(), wiring().clock
    with write_unit() as session:
        for line in lines:
            note_looks(
                session, actor, clock, [line.worker_ref], seen=Seen.FILE, purpose=Purpose.CASE.value,
                case_ref=line.case_ref,
            )  # fmt: skip
    return redirect(url_for("workers.office_additions", **_kept()), 303)


@blueprint.post("/office/additions/decide")
@signed_in("workers.transfers")
def office_decide_additions() -> Response | tuple[str, int]:
    """Decide the ticked: whoever needs the own code is passed over, and said to be."""
    form = AdditionsForm().filled()
    refs = [ref for ref in form.case.data or () if ref]
    if not refs:
        flash(gettext("请先勾选案件。"))
        return redirect(url_for("workers.office_additions", **_kept()), 303)
    count: list[int] = []

    def decide(session: Session) -> str:
        done = decide_additions(
            session, current_actor(), wiring().clock, wiring().keyring, refs, outcome=Outcome(form.outcome.data),
            why=form.why.data or "",
        )  # fmt: skip
        count.append(len(done))
        return url_for("workers.office_additions", **_kept())

    if answer := sent(form, decide, told=(Conflict,)):
        if count:
            left = len(set(refs)) - count[0]
            flash(gettext("已办 %(n)s 件；%(m)s 件没有办：须凭本人的码单独办理，或已有决定。", n=count[0], m=left))
        return answer
    read_session().rollback()
    return _page(form), 400


def _page(form: AdditionsForm) -> str:
    session, actor = read_session(), current_actor()
    lines, onward = _lines()
    workers = [line.worker_ref for line in lines]
    opened = open_files(session, actor.ref, workers, wiring().clock.now())
    return render_template(
        "workers/office/additions.html",
        form=form, lines=lines, onward=url_for("workers.office_additions", **_kept(after=onward)) if onward else "",
        companies=load(session, sorted({line.company_ref for line in lines})), view=_kept().get("view", ""),
        names=names_of(session, sorted(opened)), closed=len(set(workers) - opened), kept=_kept(),
        decides=allows(actor, CASE_PERMISSIONS[f"cases.decide.{CaseKind.TRANSFER}"]),
    )  # fmt: skip


def _lines() -> tuple[Sequence[Addition], str]:
    kept = _kept()
    return waiting_additions(read_session(), known=VIEWS[kept.get("view", "")], after=kept.get("after", ""))


def _kept(after: str | None = None) -> dict[str, str]:
    """What an address of this page keeps: which people, from where on."""
    view, at = request.values.get("view", ""), request.values.get("after", "") if after is None else after
    return {key: value for key, value in (("view", view if view in VIEWS else ""), ("after", at)) if value}
