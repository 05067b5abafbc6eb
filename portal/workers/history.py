"""The versions of a listed person's faces, each with what it changed, in words."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.language import day, text
from portal.workers.person import WITH_PAST, companies_of
from registry.areas.rules import area_label
from registry.companies.disclosure import CompanyFace
from registry.core.labels import Label, LabelledEnum
from registry.core.taxonomy import service_label
from registry.record import reading
from registry.record.kinds import Face
from registry.record.reading import Entry
from registry.workers.disclosure import EmploymentFace, OfferedService, WorkerFace


@dataclass(frozen=True, slots=True)
class Change:
    """One field that a version set or changed; `before` is empty where there was nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """One entry of the person: what it is about, when it took effect and was recorded, what it changed."""

    about: Label
    seq: int
    effective_on: date
    recorded_at: datetime
    corrects: int | None
    changes: tuple[Change, ...]


def versions(session: Session, owner: str) -> list[Version]:
    """Every version still to be seen of what is listed about a person, newest first.

    What was erased is not shown, and neither is that something was.
    """
    faces = {face.KIND.name: face for face in WITH_PAST}
    found: list[Version] = []
    for current in reading.current_of(session, [owner], list(faces))[owner]:
        face = faces[current.kind]
        seen = [entry for entry in reading.history(session, current.kind, current.ref) if _visible(entry)]
        spells = [entry.face(EmploymentFace) for entry in seen] if face is EmploymentFace else []
        companies = companies_of(session, spells)
        earlier: dict[str, str] = {}
        for entry in seen:
            now = _words(entry.face(face), companies)
            changes = tuple(
                Change(name, earlier.get(name, ""), words)
                for name, words in now.items()
                if words != earlier.get(name, "")
            )
            found.append(
                Version(face.KIND.label, entry.seq, entry.effective_on, entry.recorded_at, entry.corrects, changes)
            )
            earlier = now
    return sorted(found, key=lambda version: version.seq, reverse=True)


def _visible(entry: Entry) -> bool:
    return not entry.ended and bool(entry.fields)


def _words(face: Face, companies: Mapping[str, CompanyFace]) -> dict[str, str]:
    names = _field_names()
    return {
        names[field.name]: _value(face, field.name, getattr(face, field.name), companies)
        for field in dataclasses.fields(face)
    }


def _value(face: Face, name: str, value: object, companies: Mapping[str, CompanyFace]) -> str:
    if value is None or value == "" or value == ():
        return ""
    if isinstance(face, EmploymentFace) and name == "company":
        company = companies.get(str(value))
        return company.name if company else gettext("已不在登记册的企业")
    if isinstance(face, WorkerFace) and name == "native_province":
        return text(area_label(str(value)))
    if isinstance(value, LabelledEnum):
        return text(value)
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, date):
        return day(value)
    if isinstance(value, tuple):
        return gettext("、").join(
            text(service_label(each.item, each.line)) for each in value if isinstance(each, OfferedService)
        )
    return str(value)


def _field_names() -> dict[str, str]:
    return {
        "name_masked": gettext("姓名"),
        "sex": gettext("性别"),
        "age_band": gettext("年龄段"),
        "native_province": gettext("籍贯"),
        "since_on": gettext("开始日期"),
        "until_on": gettext("结束日期"),
        "company": gettext("企业"),
        "services": gettext("服务项目"),
        "source": gettext("谁说的"),
        "scheme": gettext("证书类别"),
        "level": gettext("等级"),
        "title": gettext("证书名称"),
        "issuer_kind": gettext("颁发方"),
        "verified": gettext("已核验"),
        "verified_by": gettext("核验方"),
        "verified_on": gettext("核验日期"),
        "how": gettext("核验方式"),
        "issued_on": gettext("颁发日期"),
        "valid_until": gettext("有效至"),
        "total": gettext("有效学分"),
        "counted_on": gettext("计算日期"),
        "renewal_due_on": gettext("续证到期日"),
    }
