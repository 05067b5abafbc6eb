"""From the query of an address to what a worklist shows, and back into addresses."""

from typing import Any

from flask import request
from flask_babel import gettext

from portal.cases.forms import FilterForm
from portal.database import read_session
from portal.language import text
from portal.signing import current_actor
from portal.wiring import wiring
from registry.areas.queries import children
from registry.cases.kinds import kinds_read_by
from registry.cases.queries import Wanted, colleagues
from registry.cases.states import Band, CaseKind, CaseState, Desk
from registry.companies.queries import refs_by_uscc
from registry.core.actor import STAFF_ROLES
from registry.core.identifiers import normalise_identifier

NOBODY = "-"  # a company that was typed and is not there: the list is empty, not everybody's
_KEPT = ("desk", "kind", "state", "district", "assignee", "company")


def filter_form() -> FilterForm:
    """The filters as asked, with their choices."""
    form = FilterForm(request.args)
    actor = current_actor()
    anything = ("", gettext("不限"))
    form.desk.choices = [(desk.value, text(desk)) for desk in Desk]
    form.kind.choices = [anything, *((kind.value, text(kind)) for kind in kinds_read_by(actor.role))]
    form.state.choices = [("", gettext("未办结")), *((state.value, text(state)) for state in CaseState)]
    areas = children(read_session(), wiring().settings.association_city)
    form.district.choices = [anything, *((area.code, text(area.name)) for area in areas)]
    form.assignee.choices = [anything, *staff()]
    form.desk.data = form.desk.data or Desk.UNIT.value
    return form


def staff() -> list[tuple[str, str]]:
    """(account, name) of everybody who may have a case."""
    return colleagues(read_session(), STAFF_ROLES)


def wanted(form: FilterForm) -> Wanted:
    """What the filters ask for; values that no choice knows are passed over."""
    company = None
    if form.company.data and (code := normalise_identifier(form.company.data)):
        company = refs_by_uscc(read_session(), [code]).get(code, NOBODY)
    return Wanted(
        current_actor(),
        _one(Desk, form.desk.data) or Desk.UNIT,
        _one(CaseKind, form.kind.data),
        _one(CaseState, form.state.data),
        form.district.data or None,
        company,
        form.assignee.data or None,
    )


def asked_band() -> Band | None:
    """The band asked for, or None for all."""
    return _one(Band, request.args.get("band"))


def kept(**changed: str | None) -> dict[str, str]:
    """The filters of this request as arguments of an address, with changes; empty ones are left out."""
    held = {name: request.values.get(name, "") for name in (*_KEPT, "band")}
    return {name: value for name, value in {**held, **changed}.items() if value}


def _one(members: Any, value: str | None) -> Any:
    return members(value) if value in members._value2member_map_ else None
