"""The trace's reader: who did what to whom and why, per person and per case; an export that is itself noted."""

from datetime import date

import orjson
from flask import make_response, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.audit import blueprint
from portal.audit.forms import ExportForm, TraceForm
from portal.database import read_session, write_unit
from portal.guards import signed_in
from portal.language import moment
from portal.sheet import table
from portal.signing import current_actor
from portal.wiring import wiring
from registry.audit.access import PERMISSIONS, roles_read_by
from registry.audit.actions_export import export_trace
from registry.audit.disclosure import TRACE, TraceHeadFace
from registry.audit.queries import Asked, TraceRow, head_of, trace_page
from registry.audit.words import words_of
from registry.cases.queries import by_number, colleagues, names_of
from registry.core.actor import SIGNED_IN_ROLES
from registry.core.permissions import allows
from registry.operations.queries import newest_verification
from registry.record import reading

_FILTERS = ("actor", "action", "subject", "case", "first", "last")


@blueprint.get("/office/trace")
@signed_in("audit.read")
def office_trace() -> str:
    """Acts, the newest first, and the state of the chain."""
    return _page(ExportForm(None))


@blueprint.post("/office/trace/export")
@signed_in("audit.export")
def office_export() -> Response | tuple[str, int]:
    """The filtered acts as a table for a spreadsheet; that it was taken, by whom and why, is noted first."""
    form = ExportForm(request.form)
    if not form.validate():
        return _page(form), 400
    with write_unit() as session:
        rows = export_trace(session, current_actor(), wiring().clock, _asked(), why=form.why.data or "")
    names = names_of(read_session(), [row.actor for row in rows])
    head = [gettext("序号"), gettext("时间"), gettext("谁做的"), gettext("岗位"), gettext("动作"), gettext("对象"),
            gettext("理由"), gettext("前"), gettext("后"), gettext("公开记录")]  # fmt: skip
    response = make_response(table(head, [_cells(row, names) for row in rows]))
    response.headers["Content-Type"] = "text/csv; charset=utf-8; header=present"
    response.headers["Content-Disposition"] = 'attachment; filename="trace.csv"'
    return response


def _page(export: ExportForm) -> str:
    session = read_session()
    form = TraceForm(request.args)
    form.actor.choices = [("", gettext("不限")), *colleagues(session, SIGNED_IN_ROLES)]
    before = request.args.get("before", "")
    asked = _asked()
    page = trace_page(session, asked, before=int(before) if before.isdecimal() and len(before) < 16 else None)
    kept = {name: request.args[name] for name in _FILTERS if request.args.get(name)}
    told = reading.current(session, TraceHeadFace.KIND.name, TRACE)
    return render_template(
        "audit/office/trace.html",
        form=form, export=export, page=page, names=names_of(session, [row.actor for row in page.rows]), kept=kept,
        said=_said, act_words=words_of, head=head_of(session), published=told.face(TraceHeadFace) if told else None,
        verification=newest_verification(session), may_export=allows(current_actor(), PERMISSIONS["audit.export"]),
        whole=asked.roles is None,
        onward=url_for("audit.office_trace", **kept, before=page.onward) if page.onward else "",
    )  # fmt: skip


def _asked() -> Asked:
    """The filters of the address; a case's number stands for its ref, and one that is not there for nothing."""
    subject = request.args.get("subject", "").strip()
    if number := request.args.get("case", "").strip():
        case = by_number(read_session(), current_actor(), number)
        subject = case.ref if case else "-"
    return Asked(
        request.args.get("actor", ""), request.args.get("action", "").strip(), subject,
        _day(request.args.get("first", "")), _day(request.args.get("last", "")), roles_read_by(current_actor()),
    )  # fmt: skip


def _said(value: object) -> str:
    """What an act said before or after, as compact JSON; "" for nothing."""
    return "" if not value else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _cells(row: TraceRow, names: dict[str, str]) -> list[str]:
    return [
        str(row.seq), moment(row.at), names.get(row.actor, row.actor), row.role, row.action,
        f"{row.subject_kind} {row.subject_ref}", row.why, _said(row.before), _said(row.after),
        " ".join(map(str, row.positions)),
    ]  # fmt: skip


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
