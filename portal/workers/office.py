"""The office's part: transfers that only officers see as such, and people's own codes."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import signed_in
from portal.language import text
from portal.signing import current_actor
from portal.wiring import wiring
from portal.workers.forms import CodeForm, TransferForm
from portal.workers.public import blueprint
from registry.cases.access import PERMISSIONS as CASE_PERMISSIONS
from registry.cases.models import Case
from registry.cases.queries import case as case_of
from registry.cases.states import CaseKind, Outcome
from registry.companies.queries import load
from registry.core.errors import NotFound, RuleBroken
from registry.core.permissions import NOT_FOUND, allows
from registry.looks.actions import note_looks
from registry.looks.queries import has_open_file
from registry.looks.states import Purpose, Seen
from registry.workers.actions_codes import GOOD_FOR, issue_code
from registry.workers.actions_transfers import decide_transfer
from registry.workers.people import names_of
from registry.workers.queries import current_spells, find_by_id, find_by_permit
from registry.workers.queries_transfers import ever_employed, filed_of, request_of_case
from registry.workers.states import CodePurpose, TransferState


@blueprint.app_template_filter("transfer_words")
def transfer_words(value: str) -> str:
    """The state of a company's wish in the reader's language."""
    return text(TransferState(value))


@blueprint.get("/office/transfers/<ref>")
@signed_in("workers.transfers")
def office_transfer(ref: str) -> str:
    """What a company filed beside what the register knows; the person's file is opened first, and that is noted."""
    return _page(ref)


@blueprint.post("/office/transfers/<ref>/open")
@signed_in("workers.transfers")
def office_open_transfer(ref: str) -> Response:
    """Note the look before the match is shown."""
    case = _case(ref)
    with write_unit() as session:
        note_looks(
            session, current_actor(), wiring().clock, [case.subject_ref], seen=Seen.FILE, purpose=Purpose.CASE.value,
            case_ref=ref,
        )  # fmt: skip
    return redirect(url_for("workers.office_transfer", ref=ref), 303)


@blueprint.post("/office/transfers/<ref>/decide")
@signed_in("workers.transfers")
def office_decide_transfer(ref: str) -> Response | tuple[str, int]:
    """Let the record follow the person, on the person's own word."""
    case = _case(ref)
    form = TransferForm().filled(_companies(read_session(), case.subject_ref))
    if form.validate():
        version = form.version.data or ""
        try:
            with write_unit() as session:
                decide_transfer(
                    session, current_actor(), wiring().clock, wiring().keyring, ref,
                    outcome=Outcome(form.outcome.data), why=form.why.data or "", code=form.code.data or "",
                    form_on=form.form_on.data, leaving=form.leaving.data or (),
                    version=int(version) if version.isdecimal() and len(version) < 10 else None,
                )  # fmt: skip
            flash(gettext("已决定。"))
            return redirect(url_for("workers.office_transfer", ref=ref), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    read_session().rollback()
    return _page(ref, form), 400


@blueprint.route("/office/worker-codes", methods=["GET", "POST"])
@signed_in("workers.issue_codes")
def office_code() -> str | tuple[str, int]:
    """Make a code for a person who stands at the desk; it is shown this once, to be printed."""
    form = CodeForm().filled()
    if request.method == "GET":
        return _code_page(form)
    if not form.validate():
        return _code_page(form), 400
    number = form.number.data or ""
    session, keyring = read_session(), wiring().keyring
    person = find_by_permit(session, keyring, number) or find_by_id(session, keyring, number)
    if person is None:
        form.number.errors = [gettext("没有这个人")]
        return _code_page(form), 400
    purpose = CodePurpose(form.purpose.data)
    with write_unit() as writing:
        code = issue_code(writing, current_actor(), wiring().clock, keyring, person, purpose)
    return _code_page(CodeForm(None).filled(), f"{code[:5]} {code[5:]}", purpose)


def _code_page(form: CodeForm, code: str = "", purpose: CodePurpose | None = None) -> str:
    return render_template("workers/office/code.html", form=form, code=code, purpose=purpose, days=GOOD_FOR.days)


def _case(ref: str) -> Case:
    found = case_of(read_session(), current_actor(), ref)
    if found.kind != CaseKind.TRANSFER:
        raise NotFound(NOT_FOUND)
    return found


def _companies(session: Session, worker_ref: str) -> list[tuple[str, str]]:
    refs = [spell.company_ref for spell in current_spells(session, [worker_ref]).get(worker_ref, ())]
    faces = load(session, refs)
    return [(ref, faces[ref].name or "") for ref in refs]


def _page(ref: str, form: TransferForm | None = None) -> str:
    session, case, actor = read_session(), _case(ref), current_actor()
    asked = request_of_case(session, ref)
    if asked is None:
        raise NotFound(NOT_FOUND)
    companies = _companies(session, case.subject_ref)
    if form is None:
        form = TransferForm(None).filled(companies)
        form.version.data = str(case.version)
        form.leaving.data = [one for one, _ in companies] if len(companies) == 1 else []
    opened = has_open_file(session, actor.ref, case.subject_ref, wiring().clock.now())
    return render_template(
        "workers/office/transfer.html",
        case=case, form=form, opened=opened, asker=load(session, [asked.company_ref])[asked.company_ref].name,
        filed=filed_of(wiring().keyring, asked) if opened else None, asked=asked,
        name=names_of(session, [case.subject_ref])[case.subject_ref] if opened else "",
        companies=companies if opened else [], known=ever_employed(session, case.subject_ref),
        decides=allows(actor, CASE_PERMISSIONS[f"cases.decide.{CaseKind.TRANSFER}"]) and case.active,
    )  # fmt: skip
