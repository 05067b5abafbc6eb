"""A company as JSON: the same facts as its pages, at the same address with `.json` (docs/company-json.md).

Days are ISO dates of Shanghai, moments ISO in UTC. Closed values come as {"value", "label": {"zh", "en"}}. Keys are
only ever added.
"""

from collections.abc import Callable
from datetime import UTC, date
from typing import Any

import orjson
from flask import Response, make_response
from sqlalchemy.orm import Session

from portal.caching import Rendered, cached_page
from portal.companies import blueprint
from portal.companies.dossier import Dossier, Tie
from portal.companies.finding import find
from portal.companies.public import moments, staff_for, told
from portal.companies.staff import SMALLEST, Count, Staff
from portal.companies.versions import known_entries
from portal.database import read_session
from portal.guards import public
from portal.lookback import Lookback
from portal.presentation import page_key
from portal.wiring import wiring
from registry.areas.rules import area_label
from registry.companies.disclosure import CompanyFace, DeclarationFace, ServiceOffering
from registry.core.clock import shanghai_date
from registry.core.labels import Label, LabelledEnum
from registry.core.sources import Source
from registry.core.taxonomy import service_label
from registry.record.reading import Entry
from registry.standing.states import Standing

Make = Callable[[Session, Dossier, Staff | None, date], Rendered]
JSON = "application/json"


@blueprint.get("/companies/<uscc>.json")
@public
def api_show(uscc: str) -> Response:
    """The company as its overview shows it; takes `?known_on=` and `?effective_on=`, 400 for days it cannot read."""
    return _answer(uscc, "companies.api_show", _company)


@blueprint.get("/companies/<uscc>/history.json")
@public
def api_history(uscc: str) -> Response:
    """Every version with all its fields as recorded, oldest first."""
    return _answer(uscc, "companies.api_history", _history)


def _answer(code: str, endpoint: str, make: Make) -> Response:
    now = wiring().clock.now()
    today = shanghai_date(now)
    session = read_session()
    staff = staff_for(session, code, today)

    def render() -> Rendered | Response:
        found = find(session, code, endpoint, today)
        return _unreadable(found.look) if found.look.findings else make(session, found, staff, today)

    # One answer for both languages and sizes: every label comes in both.
    return cached_page(page_key(), now, render, variant=("json", *told(staff)))


def _unreadable(look: Lookback) -> Response:
    problems = [
        {"field": finding.field, "code": finding.code, "message": _label(finding.message)} for finding in look.findings
    ]
    response = make_response(orjson.dumps({"status": 400, "errors": problems}), 400)
    response.mimetype = JSON
    return response


def _company(session: Session, found: Dossier, staff: Staff | None, today: date) -> Rendered:
    face, look = found.face, found.look
    body = {
        "uscc": found.now.uscc,
        "position": found.newest,
        "looking_back": {"known_on": look.known_on, "effective_on": look.effective_on} if look.looking_back else None,
        "entry": _entry(found.entry) if found.entry else None,
        "standing": _standing(found.standing) if found.standing else None,
        "company": _face(face) if face else None,
        "successions": [_tie(tie) for tie in found.ties],
        "declaration": _declaration(*found.declared) if found.declared else None,
        "objections": [
            {"item": one.item, "state": _choice(one.state), "filed_on": one.filed_on} for one in found.objections
        ],
        "people": {"permit_holders": _count(staff.holders), "background_checked": _count(staff.checked)}
        if staff
        else None,
        "published": {"services": bool(face and face.services), "prices": False, "staff": True, "ratings": False},
    }
    return Rendered(_dump(body), found.owners, changes=moments(look, found.days, today), mimetype=JSON)


def _history(session: Session, found: Dossier, staff: Staff | None, today: date) -> Rendered:
    look = found.look
    entries = known_entries(session, CompanyFace.KIND.name, found.ref, look)
    declared = known_entries(session, DeclarationFace.KIND.name, found.declared[1].ref, look) if found.declared else []
    body = {
        "uscc": found.now.uscc,
        "position": found.newest,
        "versions": [_version(entry) for entry in entries if not entry.ended],
        "declarations": [_version(entry) for entry in declared if not entry.ended],
    }
    return Rendered(_dump(body), found.owners, changes=moments(look, found.days, today), mimetype=JSON)


def _dump(body: dict[str, Any]) -> str:
    return orjson.dumps(body, default=str).decode()


def _label(label: Label) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}


def _choice(value: LabelledEnum | None) -> dict[str, Any] | None:
    return None if value is None else {"value": value.value, "label": _label(value.label)}


def _area(code: str | None) -> dict[str, Any] | None:
    return None if code is None else {"value": code, "label": _label(area_label(code))}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "version": entry.version,
        "effective_on": entry.effective_on,
        "recorded_at": entry.recorded_at.astimezone(UTC),
        "corrects": entry.corrects,
        "basis": entry.basis,
    }


def _version(entry: Entry) -> dict[str, Any]:
    return {**_entry(entry), "fields": entry.fields, "erased": entry.erased}


def _declaration(face: DeclarationFace, entry: Entry) -> dict[str, Any]:
    """What the company says of itself, as the record holds it, and that nobody verified it."""
    return {**face.fields(), "source": _choice(Source.COMPANY), "entry": _entry(entry)}


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "value": standing.state.value,
        "label": _label(standing.state.company_label),
        "reasons": [{"value": reason.code.value, "label": _label(reason.label)} for reason in standing.reasons],
    }


def _count(count: Count) -> dict[str, Any]:
    """A number, or that it lies under the smallest that is told."""
    return {"number": count.exact, "fewer_than": None if count.exact is not None else SMALLEST}


def _tie(tie: Tie) -> dict[str, Any]:
    return {
        "direction": _choice(tie.direction),
        "name": tie.name,
        "uscc": tie.uscc,
        "declared_by": _choice(tie.declared_by),
        "basis": tie.basis,
        "reply": tie.reply,
        "from_on": tie.from_on,
        "entry": _entry(tie.entry),
    }


def _service(service: ServiceOffering) -> dict[str, Any]:
    return {
        "item": service.item,
        "line": _choice(service.line),
        "label": _label(service_label(service.item, service.line)),
        "emergency_24h": service.emergency_24h,
    }


def _face(face: CompanyFace) -> dict[str, Any]:
    return {
        "name": face.name,
        "brand": face.brand,
        "former_names": face.former_names,
        "uscc": face.uscc,
        "state": _choice(face.state),
        "state_from_on": face.state_from_on,
        "registered_on": face.registered_on,
        "established_on": face.established_on,
        "mode": _choice(face.mode),
        "membership": _choice(face.membership),
        "source": _choice(face.source),
        "verified_on": face.verified_on,
        "address": face.address,
        "district": _area(face.district),
        "outlets": [
            {"name": outlet.name, "address": outlet.address, "district": _area(outlet.district), "phone": outlet.phone}
            for outlet in face.outlets or ()
        ],
        "service_areas": [_area(code) for code in face.service_areas or ()],
        "services": [_service(service) for service in face.services or ()],
        "licence_scope": face.licence_scope,
        "licence_valid_until": face.licence_valid_until,
        "legal_representative": face.legal_representative,
        "responsible_roles": [
            {"role": _choice(person.role), "name": person.name} for person in face.responsible_roles or ()
        ],
        "hotline": face.hotline,
        "complaint_phone": face.complaint_phone,
        "insurance": face.insurance,
    }
