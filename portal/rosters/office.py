"""The newcomers of a roster at the office: who waits, whom the register knows, and what is ruled on them."""

from flask import Response as Answer
from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.guards import signed_in
from portal.language import text
from portal.roster_files import RosterFiles
from portal.rosters import asked_row, blueprint
from portal.rosters.forms import RulingForm
from portal.sending import sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.cases.access import PERMISSIONS as CASE_PERMISSIONS
from registry.cases.models import Case
from registry.cases.queries import case as case_of
from registry.cases.states import CaseKind
from registry.companies.queries import load
from registry.core.errors import Conflict
from registry.core.labels import Label
from registry.core.masking import mask_id_number
from registry.core.permissions import allows
from registry.core.taxonomy import service_items
from registry.looks.actions import note_looks
from registry.looks.queries import open_files
from registry.looks.states import Purpose, Seen
from registry.rosters.actions_rulings import ask_ruling
from registry.rosters.models import RosterUpload
from registry.rosters.queries_rulings import (
    Held,
    Shown,
    count,
    held_page,
    line_of,
    living_ruling,
    rulings,
    upload_of_case,
)
from registry.rosters.states import Match, NewcomerState, RulingAct, RulingState
from registry.rosters.worker_rows import WorkerLine
from registry.workers.people import names_of
from registry.workers.queries import current_spells
from registry.working_days.rules import Due

SHOWN = {
    Shown.WAITING: Label("等待核对", "Waiting"),
    Shown.UNMATCHED: Label("登记中没有", "In no register"),
    Shown.MATCHED: Label("登记中已有", "Known to the register"),
    Shown.DECIDED: Label("已办", "Ruled on"),
}


@blueprint.app_template_filter("ruling_words")
def ruling_words(value: str) -> str:
    """What an officer did to newcomers, in the reader's language."""
    return text(RulingAct(value))


@blueprint.get("/office/newcomers/<ref>")
@signed_in("rosters.newcomers")
def office_newcomers(ref: str) -> str:
    """Fifty newcomers of a roster by row; of whom the register knows nothing is shown before a look is noted."""
    return _page(ref, RulingForm(None).filled())


@blueprint.post("/office/newcomers/<ref>/open")
@signed_in("rosters.newcomers")
def office_open_newcomers(ref: str) -> Response:
    """Note a look at everybody of the page whom the register knows, before it is shown."""
    case, upload = _case(ref)
    people, _ = held_page(read_session(), upload.ref, _shown(), after=asked_row())
    known = list(dict.fromkeys(one.worker for one in people if one.worker is not None))
    if known:
        with write_unit() as session:
            note_looks(
                session, current_actor(), wiring().clock, known, seen=Seen.FILE, purpose=Purpose.CASE.value,
                case_ref=case.ref,
            )  # fmt: skip
    return redirect(url_for("rosters.office_newcomers", ref=ref, shown=_shown().value, after=asked_row()), 303)


@blueprint.post("/office/newcomers/<ref>/rule")
@signed_in("rosters.newcomers")
def office_rule_newcomers(ref: str) -> Response | tuple[str, int]:
    """Have the ticked, or everybody whom it fits, confirmed, handed to transfers or refused; the worker does it."""
    _case(ref)
    form = RulingForm().filled()

    def ask(session: Session) -> str:
        ask_ruling(
            session, current_actor(), wiring().clock, ref, act=RulingAct(form.act.data), why=form.why.data or "",
            people=None if form.whom.data == "all" else form.people.data or (), version=form.seen,
        )  # fmt: skip
        return url_for("rosters.office_newcomers", ref=ref)

    if answer := sent(form, ask, gettext("已收到，正在办理。"), told=(Conflict,)):
        return answer
    read_session().rollback()
    return _page(ref, form), 400


@blueprint.get("/office/newcomers/<ref>/progress")
@signed_in("rosters.newcomers")
def office_progress(ref: str) -> Answer:
    """How far the ruling has come, for the script of the page."""
    _, upload = _case(ref)
    ruling = living_ruling(read_session(), upload.ref)
    stage = _files().told(ruling.ref) if ruling else None
    state = "applying" if ruling else "applied"
    return jsonify(
        state=state, words=text(RulingState.ASKED if ruling else RulingState.APPLIED),
        done=stage.done if stage else 0, total=stage.total if stage else None,
    )  # fmt: skip


def _page(ref: str, form: RulingForm) -> str:
    session, actor = read_session(), current_actor()
    case, upload = _case(ref)
    people, onward = held_page(session, upload.ref, _shown(), after=asked_row())
    known = list(dict.fromkeys(one.worker for one in people if one.worker is not None))
    opened = open_files(session, actor.ref, known, wiring().clock.now())
    form.version.data = form.version.data or str(case.version)
    ruling = living_ruling(session, upload.ref)
    return render_template(
        "rosters/office/newcomers.html",
        case=case, upload=upload, form=form, people=people, onward=onward, shown=_shown(), views=SHOWN,
        after=asked_row(), company=load(session, [upload.company_ref])[upload.company_ref].name,
        count=count(session, upload.ref),
        opened=opened, closed=[one for one in known if one not in opened], names=names_of(session, sorted(opened)),
        employers=_employers(session, sorted(opened)), filed=_filed(people, opened), services=_services,
        ruling=ruling, stage=_files().told(ruling.ref) if ruling else None,
        past=[one for one in rulings(session, upload.ref) if one.state != RulingState.ASKED], Label=Label,
        decides=allows(actor, CASE_PERMISSIONS[f"cases.decide.{CaseKind.ROSTER_NEWCOMERS}"]) and case.active,
        Match=Match, STATES=NewcomerState, due=Due.read(case.due_basis) if case.due_basis else None,
    )  # fmt: skip


def _case(ref: str) -> tuple[Case, RosterUpload]:
    actor = current_actor()
    case = case_of(read_session(), actor, ref)
    return case, upload_of_case(read_session(), actor, case)


def _shown() -> Shown:
    asked = request.values.get("shown", "")
    return Shown(asked) if asked in set(Shown) else Shown.WAITING


def _filed(people: list[Held], opened: set[str]) -> dict[str, tuple[WorkerLine, str]]:
    """{newcomer: what the company filed, the ID number masked}, but for those whose look was not noted yet."""
    found = {}
    for one in people:
        line = line_of(wiring().keyring, one) if one.worker is None or one.worker in opened else None
        if line is not None:
            found[one.ref] = line, mask_id_number(line.id_number)
    return found


def _services(line: WorkerLine) -> str:
    items = service_items()
    return "、".join(text(items[one.item].label if one.item else one.line.label) for one in line.services)


def _employers(session: Session, workers: list[str]) -> dict[str, list[str]]:
    """{person: names of the companies they are with now}."""
    spells = current_spells(session, workers)
    faces = load(session, sorted({spell.company_ref for found in spells.values() for spell in found}))
    return {ref: [faces[spell.company_ref].name or "" for spell in found] for ref, found in spells.items()}


def _files() -> RosterFiles:
    return RosterFiles(wiring().settings.staging_dir, wiring().keyring)
