"""Choosing an entry of the public record and what of it should be erased."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session
from portal.guards import signed_in
from portal.redactions import blueprint
from portal.redactions.forms import ItemForm, RedactionForm
from portal.sending import sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND
from registry.looks.queries import has_open_file
from registry.redactions import actions, queries
from registry.redactions.queries import HeldEntry
from registry.redactions.states import AskedBy, Rule

Answer = Response | tuple[str, int] | str


@blueprint.get("/office/redactions/new")
@signed_in("redactions.propose")
def office_new() -> Answer:
    """Ask for an entry's number; with one (`?item=`), what of it may be erased."""
    asked = ItemForm(request.args)
    typed = (asked.item.data or "").strip()
    if not typed:
        return _ask(asked)
    entry = _entry(read_session(), typed)
    if entry is None:
        asked.item.errors = [gettext("公开记录没有这一条")]
        return _ask(asked), 400
    form = RedactionForm(None).filled(entry.fields)
    form.item.data = str(entry.seq)
    return _page(entry, form)


@blueprint.post("/office/redactions/new")
@signed_in("redactions.propose")
def office_propose() -> Answer:
    """Propose it; another person decides."""
    entry = _entry(read_session(), (request.form.get("item") or "").strip())
    if entry is None or not _may_see(entry):
        raise NotFound(NOT_FOUND)
    form = RedactionForm(request.form).filled(entry.fields)

    def act(session: Session) -> str:
        case = actions.propose_redaction(
            session, current_actor(), wiring().clock, entry.seq, form.fields.data or [],
            rule=Rule(form.rule.data), asked_by=AskedBy(form.asked_by.data),
            every_version=bool(form.every_version.data), why=form.why.data or "",
        )  # fmt: skip
        return url_for("redactions.office_case", ref=case)

    return sent(form, act, gettext("已提出，由另一个人决定。")) or _page(entry, form, 400)


@blueprint.get("/office/people/<ref>/entries")
@signed_in("redactions.propose")
def office_entries(ref: str) -> Answer:
    """What the record holds about a person whose file stands open."""
    session = read_session()
    if not queries.is_person(session, ref):
        raise NotFound(NOT_FOUND)
    if not has_open_file(session, current_actor().ref, ref, wiring().clock.now()):
        return redirect(url_for("looks.office_person", ref=ref), 303)
    return render_template("redactions/office/entries.html", ref=ref, entries=queries.held_of(session, ref))


def _entry(session: Session, typed: str) -> HeldEntry | None:
    known = typed.isascii() and typed.isdecimal() and len(typed) <= 12
    return queries.held_entry(session, int(typed)) if known else None


def _may_see(entry: HeldEntry) -> bool:
    """A company's entries are public; a person's only to whoever opened the file with a purpose."""
    at = wiring()
    return not entry.person or has_open_file(read_session(), current_actor().ref, entry.owner, at.clock.now())


def _ask(form: ItemForm) -> str:
    return render_template("redactions/office/ask.html", form=form)


def _page(entry: HeldEntry, form: RedactionForm, status: int = 200) -> Answer:
    if not _may_see(entry):
        # Neither what the entry holds nor whose it is: the file says that.
        form = ItemForm(None)
        form.item.errors = [gettext("这一条是关于个人的：请先在“查找人员”打开此人的档案，从那里选择")]
        return _ask(form), 400
    return render_template("redactions/office/new.html", entry=entry, form=form), status
