"""A company's rosters: template, upload, preview, confirmation, progress, report."""

from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response as Answer
from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import signed_in, taking
from portal.language import lang, text
from portal.roster_files import RosterFiles
from portal.rosters import asked_row, blueprint
from portal.rosters.forms import UploadForm
from portal.signing import current_actor
from portal.wiring import wiring
from registry.core.errors import Conflict, RuleBroken
from registry.core.labels import Label
from registry.rosters.actions import APPLYING
from registry.rosters.actions_uploads import cancel, confirm, receive
from registry.rosters.preparing import COMPARING
from registry.rosters.queries_newcomers import told_count, told_page
from registry.rosters.queries_uploads import living, may_cancel, own_upload, recent
from registry.rosters.reading import READING
from registry.rosters.states import AT_WORK, NewcomerState, UploadState
from registry.rosters.templates import write_template
from registry.rosters.uploads import Summary
from registry.rosters.worker_layout import WORKERS

LARGEST = 11_500_000  # bytes of the form; more is refused before it is read (portal/intake.py)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STAGES = {
    READING: Label("读取", "Reading"),
    COMPARING: Label("与登记核对", "Comparing with the register"),
    APPLYING: Label("写入", "Writing"),
}


@blueprint.get("/company/people/upload")
@signed_in("rosters.upload")
def company_upload() -> str:
    """The template, the form, and what was uploaded lately."""
    return _page(UploadForm())


@blueprint.post("/company/people/upload")
@signed_in("rosters.upload")
@taking(LARGEST)
def company_receive() -> Response | str | tuple[str, int]:
    """Take a file in; the worker checks it."""
    form = UploadForm()
    # Words sent under the name of the file are no file.
    sent = request.files.get("file")
    content = sent.read() if sent else b""
    if not form.validate():
        return _page(form), 400
    if not content:
        form.file.errors = [gettext("请选择一个文件")]
        return _page(form), 400
    actor = current_actor()
    try:
        with write_unit() as session:
            ref = receive(
                session, actor, wiring().clock, size=len(content), lang=lang(),
                consent_on=form.consent_on.data, notice_version=form.notice_version.data or "",
            )  # fmt: skip
            _files().keep(ref, content)
    except RuleBroken as problem:
        into_form(form, problem)
        return _page(form), 400
    except Conflict as problem:
        form.form_errors.append(text(problem.message))
        return _page(form), 409
    return redirect(url_for("rosters.company_show", ref=ref), 303)


@blueprint.get("/company/people/upload/template.xlsx")
@signed_in("rosters.upload")
def company_template() -> Response:
    """The empty template in the page's language."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "template.xlsx"
        write_template(WORKERS, out, lang())
        return _download(out.read_bytes(), "roster-template.xlsx")


@blueprint.get("/company/people/upload/<ref>")
@signed_in("rosters.upload")
def company_show(ref: str) -> str:
    """How far a file has come: what it would change, what is wrong with it, or what it did."""
    upload = own_upload(read_session(), current_actor(), ref)
    state = UploadState(upload.state)
    return render_template(
        "rosters/company/show.html", upload=upload, state=state, at_work=state in AT_WORK,
        summary=Summary.read(upload.summary) if upload.summary else None, stage=_stage(ref), STATES=UploadState,
        told=Label(upload.told["zh"], upload.told["en"]) if upload.told else None,
        count=told_count(read_session(), ref),
        has_errors=_files().errors(ref) is not None, can_cancel=may_cancel(upload, wiring().clock.now()),
    )  # fmt: skip


@blueprint.get("/company/people/upload/<ref>/newcomers")
@signed_in("rosters.upload")
def company_newcomers(ref: str) -> str:
    """Who of a file waits for the association, and what became of the others; fifty a page."""
    session, upload = read_session(), own_upload(read_session(), current_actor(), ref)
    people, onward = told_page(session, wiring().keyring, ref, after=asked_row())
    return render_template(
        "rosters/company/newcomers.html", upload=upload, people=people, onward=onward, count=told_count(session, ref),
        STATES=NewcomerState,
    )  # fmt: skip


@blueprint.get("/company/people/upload/<ref>/progress")
@signed_in("rosters.upload")
def company_progress(ref: str) -> Answer:
    """The same for the script of the page: state, words, done, total."""
    state = UploadState(own_upload(read_session(), current_actor(), ref).state)
    stage = _stage(ref)
    words, done, total = stage or (text(state), 0, None)
    return jsonify(state=state.value, words=words, done=done, total=total)


@blueprint.get("/company/people/upload/<ref>/errors.xlsx")
@signed_in("rosters.upload")
def company_errors(ref: str) -> Response:
    """The company's own sheets with the findings beside the cells."""
    own_upload(read_session(), current_actor(), ref)
    found = _files().errors(ref)
    if found is None:
        abort(404)
    return _download(found, "roster-findings.xlsx")


@blueprint.post("/company/people/upload/<ref>/confirm")
@signed_in("rosters.upload")
def company_confirm(ref: str) -> Response:
    """Have it applied."""
    with write_unit() as session:
        confirm(session, current_actor(), wiring().clock, ref)
    return redirect(url_for("rosters.company_show", ref=ref), 303)


@blueprint.post("/company/people/upload/<ref>/cancel")
@signed_in("rosters.upload")
def company_cancel(ref: str) -> Response:
    """Give it up; the file goes."""
    with write_unit() as session:
        cancel(session, current_actor(), wiring().clock, ref)
    _files().drop(ref, errors=True)
    flash(gettext("名单已取消，文件已删除。"))
    return redirect(url_for("rosters.company_upload"), 303)


def _page(form: UploadForm) -> str:
    session, company = read_session(), current_actor().company or ""
    return render_template(
        "rosters/company/upload.html", form=form, living=living(session, company), uploads=recent(session, company)
    )


def _files() -> RosterFiles:
    return RosterFiles(wiring().settings.staging_dir, wiring().keyring)


def _stage(ref: str) -> tuple[str, int, int | None] | None:
    told = _files().told(ref)
    if told is None or told.name not in STAGES:
        return None
    return text(STAGES[told.name]), told.done, told.total


def _download(content: bytes, name: str) -> Response:
    answer = Answer(content, mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
