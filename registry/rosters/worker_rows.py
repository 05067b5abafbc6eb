"""A row of the roster of workers: cleaned, checked by itself, and packed for the stages after."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from registry.areas.rules import catalogue
from registry.background_checks.states import Outcome
from registry.core.contact_numbers import check_phone, normalise_phone
from registry.core.findings import Finding
from registry.core.identifiers import (
    YOUNGEST,
    age_on,
    check_credit_code,
    check_id_number,
    id_area,
    id_birth_date,
    normalise_identifier,
)
from registry.core.permit_numbers import check_permit_number, normalise_permit_number
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier, ServiceLine
from registry.rosters.cleaning import (
    grade_of,
    outcome_of,
    services_of,
    sex_of,
    source_of,
    tier_of,
    yes_or_no,
)
from registry.rosters.faults import fault
from registry.rosters.rowreader import RowReader
from registry.workers.disclosure import OfferedService
from registry.workers.rules import check_name, check_sex

_NOT_YOURS = fault(
    "company_other",
    "不是本企业的统一社会信用代码",
    "Not the credit code of your company",
    ("一份名单只报本企业的人；请核对代码或删去这一行", "List your own people only: check the code or delete the row"),
)
DECISIVE = (Outcome.CLEAR, Outcome.ADVERSE)


@dataclass(frozen=True, slots=True)
class FileTerms:
    """What is stated for the whole file: who supplies it, and the form and notice behind its 同意公示.

    `company` is the credit code of the company that files it by itself: rows of others are refused then, and whoever
    it does not employ waits under `upload` for the association.
    """

    source: Source = Source.COMPANY
    consent_on: date | None = None
    notice_version: str = ""
    company: str = ""
    upload: str = ""


@dataclass(frozen=True, slots=True)
class WorkerLine:
    """One row as values. None, or an empty text or tuple, is "not stated": it checks nothing and changes nothing."""

    row: int
    name: str
    id_number: str
    uscc: str
    source: Source
    phone: str = ""
    permit_number: str = ""
    permit_from: date | None = None
    permit_until: date | None = None
    services: tuple[OfferedService, ...] = ()
    grade: tuple[str, str] | None = None
    hired_on: date | None = None
    checked_on: date | None = None
    check_outcome: Outcome | None = None
    health_until: date | None = None
    health_tier: HealthTier | None = None
    insured_until: date | None = None
    listing: bool = False
    consent_on: date | None = None
    notice_version: str = ""
    company_name: str = ""

    @property
    def lists(self) -> bool:
        """Whether the employer's 是 counts: it has a form date and a notice version."""
        return self.listing and self.consent_on is not None and bool(self.notice_version)

    def packed(self) -> bytes:
        """The line as bytes for the staging file."""
        services = [[service.item, service.line.value] for service in self.services]
        return orjson.dumps([services if name == "services" else getattr(self, name) for name in _NAMES])

    @classmethod
    def unpacked(cls, packed: bytes) -> "WorkerLine":
        """The line of packed bytes."""
        values: dict[str, Any] = dict(zip(_NAMES, orjson.loads(packed), strict=True))
        for name in _DAYS:
            if values[name] is not None:
                values[name] = date.fromisoformat(values[name])
        values["source"] = Source(values["source"])
        values["services"] = tuple(OfferedService(item, ServiceLine(line)) for item, line in values["services"])
        values["grade"] = tuple(values["grade"]) if values["grade"] else None
        values["check_outcome"] = Outcome(values["check_outcome"]) if values["check_outcome"] else None
        values["health_tier"] = HealthTier(values["health_tier"]) if values["health_tier"] else None
        return cls(**values)


_NAMES = tuple(WorkerLine.__dataclass_fields__)
_DAYS = ("permit_from", "permit_until", "hired_on", "checked_on", "health_until", "insured_until", "consent_on")


def read_worker(reader: RowReader, terms: FileTerms, today: date) -> WorkerLine:
    """The row's values, as far as they can be read; findings gather in the reader.

    A field with an error reads as not stated, so that the later stages run on the rest of the row.
    """
    name, number = _person(reader, today)
    permit_number = normalise_permit_number(reader.code("permit_number"))
    if permit_number:
        reader.note("permit_number", check_permit_number(permit_number))
    uscc = normalise_identifier(reader.code("uscc"))
    if reader.has("uscc") and not reader.is_spoiled("uscc"):
        reader.note("uscc", check_credit_code(uscc))
        if terms.company and uscc != terms.company and not reader.is_spoiled("uscc"):
            reader.note("uscc", [_NOT_YOURS])
    listing = reader.word("listing", yes_or_no)
    line = WorkerLine(
        row=reader.row,
        name=name,
        id_number="" if reader.is_spoiled("id_number") else number,
        uscc="" if reader.is_spoiled("uscc") else uscc,
        source=_source(reader, terms),
        phone=_phone(reader),
        permit_number="" if reader.is_spoiled("permit_number") else permit_number,
        permit_from=reader.day("permit_from"),
        permit_until=reader.day("permit_until"),
        services=_services(reader),
        grade=_grade(reader),
        hired_on=reader.day("hired_on"),
        checked_on=reader.day("checked_on"),
        check_outcome=reader.word("check_outcome", outcome_of),
        health_until=reader.day("health_until"),
        health_tier=reader.word("health_tier", tier_of),
        insured_until=reader.day("insured_until"),
        listing=bool(listing),
        consent_on=reader.day("consent_on") or terms.consent_on,
        notice_version=reader.text("notice_version") or terms.notice_version,
        company_name=reader.text("company_name"),
    )
    _check_days(reader, line, today)
    return line


def _person(reader: RowReader, today: date) -> tuple[str, str]:
    name = reader.text("name")
    if reader.has("name") and not reader.is_spoiled("name"):
        reader.note("name", check_name(name))
    number = normalise_identifier(reader.code("id_number"))
    if reader.has("id_number") and not reader.is_spoiled("id_number"):
        reader.note("id_number", check_id_number(number, today=today, known_areas=catalogue()))
    sex = reader.word("sex", sex_of)
    if sex is not None and number and not reader.is_spoiled("id_number"):
        reader.note("sex", check_sex(sex, number))
    return name, number


def _phone(reader: RowReader) -> str:
    """A phone in a numeric cell keeps its 11 digits, so it is taken as it is."""
    phone = normalise_phone(reader.text("phone"))
    if phone:
        reader.note("phone", check_phone(phone))
    return "" if reader.is_spoiled("phone") else phone


def _services(reader: RowReader) -> tuple[OfferedService, ...]:
    text = reader.text("services")
    if not text:
        if reader.has("services") and not reader.is_spoiled("services"):
            zh, en = "没有填服务项目", "No service is given"
            reader.note("services", [fault("services_missing", zh, en, level="warning")])
        return ()
    found, findings = services_of(text)
    reader.note("services", findings)
    return tuple(OfferedService(service.item, service.line) for service in found)


def _grade(reader: RowReader) -> tuple[str, str] | None:
    grade = reader.word("grade", grade_of)
    return None if grade is None else (grade.scheme, grade.level)


def _source(reader: RowReader, terms: FileTerms) -> Source:
    """A row may lower the file's source, never raise it: a company's file cannot speak for the association."""
    stated = reader.word("source", source_of)
    if stated is Source.ASSOCIATION and terms.source is not Source.ASSOCIATION:
        cure = (
            "协会核验过的名单，请由协会以“协会”为来源导入整个文件",
            "What the association verified is imported by the association, as its own file",
        )
        zh, en = "企业的名单不能代协会作证", "A company's list cannot speak for the association"
        reader.note("source", [fault("source_raised", zh, en, cure)])
        return terms.source
    return stated or terms.source


def _check_days(reader: RowReader, line: WorkerLine, today: date) -> None:
    """Days that cannot be, or contradict one another."""
    for field, zh, en in _NOT_AHEAD:
        day = getattr(line, field)
        if day is not None and day > today and (field != "consent_on" or reader.has(field)):
            reader.note(field, [fault("day_ahead", f"{zh}在将来", f"{en} lies in the future")])
    born = id_birth_date(line.id_number) if line.id_number else None
    if born is not None and line.hired_on is not None and age_on(born, line.hired_on) < YOUNGEST:
        zh, en = f"入职时未满 {YOUNGEST} 周岁", f"Hired before the age of {YOUNGEST}"
        reader.note("hired_on", [fault("hired_too_young", zh, en, ("请核对入职日期", "Check the day"))])
    if line.permit_from and line.permit_until and line.permit_until < line.permit_from:
        reader.note("permit_until", [fault("permit_days", "证件到期早于发证", "The permit ends before it begins")])
    if (line.permit_from or line.permit_until) and not line.permit_number and not reader.is_spoiled("permit_number"):
        field = "permit_until" if line.permit_until else "permit_from"
        zh, en = "有证件日期而没有证号，未读入", "Days of a permit without its number; not read"
        reader.note(field, [fault("permit_without_number", zh, en, level="warning")])
    reader.note("checked_on", _check_check(reader, line))
    if line.health_tier and not line.health_until and not reader.is_spoiled("health_until"):
        zh, en = "有体检等级而没有有效期，未读入", "A health class without its end; not read"
        reader.note("health_tier", [fault("tier_without_end", zh, en, level="warning")])


_NOT_AHEAD = (
    ("hired_on", "入职日期", "The day of hiring"),
    ("checked_on", "背景核查日期", "The day of the check"),
    ("permit_from", "发证日期", "The day of issue"),
    ("consent_on", "同意书日期", "The day of the form"),
)


def _check_check(reader: RowReader, line: WorkerLine) -> list[Finding]:
    if reader.is_spoiled("checked_on") or reader.is_spoiled("check_outcome"):
        return []
    if line.check_outcome in DECISIVE and line.checked_on is None:
        cure = ("请填核查日期", "Give the day of the check")
        return [fault("check_day_missing", "有核查结果而没有日期", "A result without its day", cure)]
    if line.check_outcome is None and line.checked_on is not None:
        zh, en = "有核查日期而没有结果，按未核查处理", "A day without a result; taken as not checked"
        return [fault("check_result_missing", zh, en, level="warning")]
    return []


def native_province(id_number: str) -> str | None:
    """The province's code that an ID number begins with; None for one that is in no table."""
    area = id_area(id_number)
    code = "710000" if area[:2] == "83" else area[:2] + "0000"
    return code if code in catalogue() else None
