"""What every page of the desks shares: the frame, findings beside their fields, and forms that count once."""

import secrets
from collections.abc import Iterable
from typing import Any

from flask import Flask, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal.desk_menu import MenuItem, menu_of
from portal.language import text
from portal.signing import current_actor, current_visitor, safe_next, signed_in_visitor
from portal.wiring import wiring
from registry.accounts.models import FormDone
from registry.accounts.states import AccountState
from registry.core.actor import Role
from registry.core.errors import RuleBroken

ONCE = "once"


def init_desk(app: Flask) -> None:
    """Give templates the frame's parts."""
    app.jinja_env.filters.update(role_words=role_words, account_words=account_words)
    app.jinja_env.globals.update(
        csrf_field=csrf_field, once_field=once_field, desk_visitor=signed_in_visitor, desk_menu=desk_menu
    )


def role_words(role: str) -> str:
    """A role in the reader's language."""
    return text(Role(role))


def account_words(state: str) -> str:
    """An account's state in the reader's language."""
    return text(AccountState(state))


def csrf_field() -> Markup:
    """The hidden field that every form of the desks carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def once_field() -> Markup:
    """A hidden field that makes a form count once: see `already_done`."""
    key = request.form.get(ONCE) or secrets.token_urlsafe(16)
    return Markup('<input type="hidden" name="once" value="{}">').format(key)


def already_done(session: Session) -> str | None:
    """Where the result of this very form lies, when it was sent before by the same person; else None."""
    key = request.form.get(ONCE, "")
    found = session.get(FormDone, key) if key else None
    return found.location if found is not None and found.account_ref == current_visitor().account_ref else None


def done(session: Session, location: str) -> str:
    """Note, in the acting transaction, where the form's result lies; returns the address."""
    key = request.form.get(ONCE, "")
    if key:
        session.add(
            FormDone(
                key=key[:64],
                account_ref=current_visitor().account_ref,
                done_at=wiring().clock.now(),
                location=location,
            )
        )
        session.flush()
    return location


def broken(problem: RuleBroken, fields: Iterable[str] = ()) -> dict[str, str]:
    """{field: words} of the findings, in the reader's language; what concerns no field of `fields` stands under ""."""
    known = set(fields)
    said: dict[str, str] = {}
    for finding in problem.findings:
        name = finding.field if finding.field and (not known or finding.field in known) else ""
        words = text(finding.message)
        said[name] = f"{said[name]} {words}" if name in said else words
    return said


def into_form(form: Any, problem: RuleBroken) -> None:
    """Hang each finding onto the WTForms field of its name, where it was typed; the rest onto the form."""
    for name, words in broken(problem, form._fields).items():
        target = form._fields.get(name)
        if target is None:
            form.form_errors.append(words)
        else:
            target.errors = [*target.errors, words]


def desk_menu() -> list[tuple[MenuItem, str, bool]]:
    """(row, address, whether it is this page) of the menu of the post acted in; empty for nobody."""
    who = signed_in_visitor()
    if who is None:
        return []
    here = request.endpoint
    return [(item, url_for(item.endpoint), item.endpoint == here) for item in menu_of(who.actor)]


def home_address() -> str:
    """Where the day of the post acted in begins; without any page of its own, the own security page."""
    items = menu_of(current_actor())
    return url_for(items[0].endpoint) if items else url_for("accounts.own_security")


def next_address() -> str:
    """Where to go on to after signing in: the page that was asked for, or the post's home."""
    return safe_next(request.values.get("next")) or home_address()
