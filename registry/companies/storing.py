"""From a company as a whole to the rows of its tables, many companies at once."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from registry.companies.disclosure import CompanyFace
from registry.companies.models import (
    Company,
    CompanyFormerName,
    CompanyOutlet,
    CompanyResponsible,
    CompanyService,
    CompanyServiceArea,
)

_SCALARS = (
    "uscc", "name", "brand", "mode", "membership", "state", "state_from_on", "registered_on", "established_on",
    "address", "district", "licence_scope", "licence_valid_until", "legal_representative", "hotline",
    "complaint_phone", "source", "verified_on",
)  # fmt: skip
_LISTS: dict[str, type[Any]] = {
    "former_names": CompanyFormerName,
    "outlets": CompanyOutlet,
    "service_areas": CompanyServiceArea,
    "services": CompanyService,
    "responsible_roles": CompanyResponsible,
}


def store_new(session: Session, faces: Mapping[str, CompanyFace], effective_on: Mapping[str, date]) -> None:
    """Insert companies that the tables do not hold yet; `effective_on` is the day of each one's first version."""
    if faces:
        session.execute(insert(Company), [_row(ref, face, effective_on[ref]) for ref, face in faces.items()])
    for field, model in _LISTS.items():
        _insert_list(session, field, model, faces)


def store_changed(
    session: Session,
    before: Mapping[str, CompanyFace],
    after: Mapping[str, CompanyFace],
    effective_on: Mapping[str, date],
) -> None:
    """Bring the rows of companies from `before` to `after`; lists that did not change are left alone."""
    if after:
        session.execute(update(Company), [_row(ref, face, effective_on[ref]) for ref, face in after.items()])
    for field, model in _LISTS.items():
        changed = {ref: face for ref, face in after.items() if getattr(face, field) != getattr(before[ref], field)}
        for ref in changed:
            session.execute(delete(model).where(model.company_ref == ref))
        _insert_list(session, field, model, changed)


def _row(ref: str, face: CompanyFace, effective_on: date) -> dict[str, Any]:
    cover = face.insurance
    return {
        "ref": ref,
        "effective_on": effective_on,
        "insurance_title": cover.title if cover else None,
        "insurance_insurer": cover.insurer if cover else None,
        "insurance_valid_until": cover.valid_until if cover else None,
        **{name: _plain(getattr(face, name)) for name in _SCALARS},
    }


def _insert_list(session: Session, field: str, model: type[Any], faces: Mapping[str, CompanyFace]) -> None:
    rows = [
        {"company_ref": ref, "place": place, **_item(field, item)}
        for ref, face in faces.items()
        for place, item in enumerate(_sequence(face, field), start=1)
    ]
    if rows:
        session.execute(insert(model), rows)


def _sequence(face: CompanyFace, field: str) -> Sequence[Any]:
    found: Sequence[Any] = getattr(face, field)
    return found


def _item(field: str, item: Any) -> dict[str, Any]:
    if field == "service_areas":
        return {"area": item}
    return {name: _plain(getattr(item, name)) for name in item.__slots__}


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, StrEnum) else value
