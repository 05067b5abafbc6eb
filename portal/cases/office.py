"""The worklist: what is overdue, due today, this week, later; acts on many; the next case."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.cases import blueprint
from portal.cases.asking import asked_band, filter_form, kept, staff, wanted
from portal.cases.forms import BulkForm
from portal.database import read_session, write_unit
from portal.desk import broken
from portal.guards import signed_in
from portal.signing import current_actor
from portal.wiring import wiring
from registry.cases import actions_worklist
from registry.cases.queries import COUNTED, CaseLine, by_number, counts, lines_of, next_case, worklist
from registry.cases.rules import band_of
from registry.cases.states import Band
from registry.companies.disclosure import CompanyFace
from registry.core.errors import RuleBroken
from registry.record import reading
from registry.rosters.queries_rulings import companies_of_uploads

PAGE = 50


@blueprint.get("/office/")
@signed_in("cases.worklist")
def office_worklist() -> Response | str:
    """The cases in the order of their limits, fifty a page; a number typed goes straight to its case."""
    form = filter_form()
    session, now = read_session(), wiring().clock.now()
    if form.number.data:
        found = by_number(session, current_actor(), form.number.data)
        if found is not None:
            return redirect(url_for("cases.office_show", ref=found.ref), 303)
        form.number.errors = [gettext("没有找到这个案号")]
    chosen, band = wanted(form), asked_band()
    lines, onward = worklist(session, chosen, band, now, after=request.args.get("after", ""), limit=PAGE)
    bulk = BulkForm()
    bulk.to.choices = [("", gettext("请选择")), *staff()]
    found_counts = counts(session, chosen, now)
    return render_template(
        "cases/office/worklist.html",
        form=form, bulk=bulk, lines=lines, band=band, bands=list(Band), counts=found_counts, counted=COUNTED,
        band_of=lambda line: band_of(line.order_at, now), faces=company_faces(session, lines), kept=kept,
        onward=url_for("cases.office_worklist", **kept(), after=onward) if onward else "", now=now,
    )  # fmt: skip


@blueprint.post("/office/cases/next")
@signed_in("cases.worklist")
def office_next() -> Response:
    """Take on the most urgent case that can be moved on with, and go there."""
    form = filter_form()
    chosen = wanted(form)
    passed = request.form.get("passed", "")
    with write_unit() as session:
        line = next_case(session, chosen, wiring().clock.now(), passed=passed)
        if line is not None:
            actions_worklist.claim(session, current_actor(), wiring().clock, line.ref)
    if line is None:
        flash(gettext("没有等您办理的案件了。"))
        return redirect(url_for("cases.office_worklist", **kept()), 303)
    return redirect(url_for("cases.office_show", ref=line.ref, **kept()), 303)


@blueprint.post("/office/cases/<any(claim, assign, remind):act>")
@signed_in("cases.worklist")
def office_bulk(act: str) -> Response:
    """Do one thing to every ticked case: take on, hand to somebody, remind the company."""
    refs = request.form.getlist("case")
    back = redirect(url_for("cases.office_worklist", **kept()), 303)
    if not refs:
        flash(gettext("请先勾选案件。"))
        return back
    verbs: dict[str, Callable[[Session], list[str]]] = {
        "claim": lambda session: actions_worklist.claim_many(session, current_actor(), wiring().clock, refs),
        "assign": lambda session: actions_worklist.assign_many(
            session, current_actor(), wiring().clock, refs, to=request.form.get("to", "")
        ),
        "remind": lambda session: actions_worklist.remind_many(
            session, current_actor(), wiring().clock, wiring().keyring, refs,
            address=f"{wiring().settings.base_address}/company/",
        ),
    }  # fmt: skip
    try:
        with write_unit() as session:
            done = verbs[act](session)
        flash(gettext("已处理 %(n)s 件，其余 %(m)s 件不需要或不适用。", n=len(done), m=len(set(refs)) - len(done)))
    except RuleBroken as problem:
        flash(" ".join(broken(problem).values()))
    return back


@blueprint.post("/office/cases/print")
@signed_in("cases.worklist")
def office_print() -> str:
    """The ticked cases as a sheet for the printer: numbers, kinds, companies, limits; nobody's personal data."""
    session = read_session()
    refs = request.form.getlist("case")[: actions_worklist.AT_ONCE]
    lines = lines_of(session, wanted(filter_form()), refs)
    return render_template("cases/office/print.html", lines=lines, faces=company_faces(session, lines))


def company_faces(session: Session, lines: list[CaseLine]) -> dict[str, CompanyFace]:
    """{case: the public face of its company}; newcomers' cases name none to the company, but the officers see it."""
    uploads = companies_of_uploads(session, [one.subject_ref for one in lines if one.subject_kind == "roster_upload"])
    of = {line.ref: line.company_ref or uploads.get(line.subject_ref) for line in lines}
    refs = sorted({company for company in of.values() if company})
    held = reading.current_of(session, refs, [CompanyFace.KIND.name])
    faces = {ref: entries[0].face(CompanyFace) for ref, entries in held.items() if entries}
    return {case: faces[company] for case, company in of.items() if company in faces}
