"""What an application asks for, section by section, and what is wrong with an answer. Pure: no session, no clock.

Answers are plain JSON values as they were typed (days as YYYY-MM-DD), so that a draft keeps whatever was written.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from registry.companies.disclosure import CompanyFace, Insurance, Policy, ResponsiblePerson, ServiceOffering
from registry.companies.rules import check_company
from registry.companies.states import (
    ApplicationSection,
    CompanyState,
    MembershipStatus,
    OperatingMode,
    ResponsibleRole,
)
from registry.core.contact_numbers import check_hotline
from registry.core.findings import Finding
from registry.core.identifiers import normalise_identifier
from registry.core.labels import Label
from registry.core.sources import Source
from registry.core.taxonomy import service_items

SECTION_FIELDS: dict[ApplicationSection, tuple[str, ...]] = {
    ApplicationSection.ENTITY: (
        "name", "uscc", "brand", "mode", "established_on", "licence_scope", "licence_valid_until",
        "legal_representative",
    ),
    ApplicationSection.PREMISES: ("address", "district", "service_areas", "hotline", "complaint_phone"),
    ApplicationSection.SERVICES: ("services",),
    ApplicationSection.RESPONSIBLE: ("department", "quality", "complaint", "safety", "data_protection"),
    ApplicationSection.COVER: (
        "insurance_title", "insurance_insurer", "insurance_valid_from", "insurance_valid_until", "insurance_limit",
        "insured_count", "protective_equipment", "tools",
    ),
    ApplicationSection.PREDECESSOR: ("predecessor", "predecessor_basis"),
}  # fmt: skip
FIELDS = frozenset(name for names in SECTION_FIELDS.values() for name in names)
NEEDED = frozenset(
    {
        "name", "uscc", "mode", "established_on", "legal_representative", "address", "district", "service_areas",
        "hotline", "complaint_phone", "services", "department", "quality", "complaint", "safety", "data_protection",
        "insurance_title", "insurance_valid_until", "protective_equipment",
    }
)  # fmt: skip
DAYS = frozenset({"established_on", "licence_valid_until", "insurance_valid_from", "insurance_valid_until"})
LONGEST_TEXT = 2000
LIMIT_YUAN_MAX = 1_000_000_000
DUTIES = {
    "quality": ResponsibleRole.QUALITY,
    "complaint": ResponsibleRole.COMPLAINT,
    "safety": ResponsibleRole.SAFETY,
    "data_protection": ResponsibleRole.DATA_PROTECTION,
}
_MISSING = Label("请填写这一项", "Give this")
_FIELD_OF = {"insurance": "insurance_title", "responsible_roles": "quality"}


def section_of(field: str) -> ApplicationSection:
    """The section in which a field is asked for. Raises StopIteration for an unknown one."""
    return next(section for section, names in SECTION_FIELDS.items() if field in names)


def check_section(section: ApplicationSection, answers: Mapping[str, Any], today: date) -> list[Finding]:
    """What is wrong with the answers of one section, each with its field; missing ones included."""
    names = set(SECTION_FIELDS[section])
    return [finding for finding in check_application(answers, today) if finding.field in names]


def finished_sections(answers: Mapping[str, Any], today: date) -> set[ApplicationSection]:
    """The sections with nothing wrong; an optional one counts once something was answered or the rest is done."""
    wrong = {finding.field for finding in check_application(answers, today)}
    return {section for section, names in SECTION_FIELDS.items() if not wrong & set(names)}


def check_application(answers: Mapping[str, Any], today: date) -> list[Finding]:
    """What is wrong with an application as a whole (R024, R041, R052, R054); empty when it can be submitted."""
    findings = [Finding("application_missing", _MISSING, name) for name in sorted(NEEDED) if not answers.get(name)]
    missing = {finding.field for finding in findings}
    findings += [
        Finding("application_day", Label("日期应写成 2026-11-21 的样子", "Write the day like 2026-11-21"), name)
        for name in sorted(DAYS)
        if answers.get(name) and day_of(answers[name]) is None
    ]
    findings += _check_numbers(answers) + _check_lists(answers)
    if answers.get("mode") and answers["mode"] not in set(OperatingMode):
        findings.append(Finding("application_mode", Label("请选择一种经营模式", "Choose a mode"), "mode"))
    broken = {finding.field for finding in findings}
    if broken <= missing:
        findings += [
            _at_form(finding)
            for finding in check_company(face_of(answers, today), today)
            if _at_form(finding).field not in missing
        ]
    for name in ("hotline", "complaint_phone"):
        if answers.get(name) and broken > missing:
            findings += check_hotline(str(answers[name]), field=name)
    if answers.get("predecessor") and not answers.get("predecessor_basis"):
        findings.append(Finding("application_missing", _MISSING, "predecessor_basis"))
    return findings


def row_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as a row for `actions.register`; what does not read as a value is left out."""
    text = {
        name: (str(answers[name]).strip() or None) if answers.get(name) else None
        for name in (
            "brand",
            "address",
            "district",
            "licence_scope",
            "legal_representative",
            "hotline",
            "complaint_phone",
        )
    }
    insurance = None
    if answers.get("insurance_title"):
        insurance = Insurance(
            str(answers["insurance_title"]).strip(),
            str(answers["insurance_insurer"]).strip() if answers.get("insurance_insurer") else None,
            day_of(answers.get("insurance_valid_until")),
        )
    items = service_items()
    return {
        **text,
        "name": str(answers.get("name") or "").strip(),
        "uscc": normalise_identifier(str(answers.get("uscc") or "")),
        "mode": OperatingMode(answers["mode"]) if answers.get("mode") else OperatingMode.EMPLOYED,
        "membership": MembershipStatus.NONE,
        "source": Source.ASSOCIATION,
        "established_on": day_of(answers.get("established_on")),
        "licence_valid_until": day_of(answers.get("licence_valid_until")),
        "service_areas": tuple(answers.get("service_areas") or ()),
        "services": tuple(
            ServiceOffering(code, items[code].line) for code in answers.get("services") or () if code in items
        ),
        "responsible_roles": tuple(
            ResponsiblePerson(role, str(answers[name]).strip()) for name, role in DUTIES.items() if answers.get(name)
        ),
        "insurance": insurance,
    }


def face_of(answers: Mapping[str, Any], today: date) -> CompanyFace:
    """The company's face as it would be published today."""
    return CompanyFace(
        **row_of(answers), state=CompanyState.APPROVED, state_from_on=today, registered_on=today, verified_on=today
    )


def answers_of(face: CompanyFace) -> dict[str, Any]:
    """A registered company as answers of the application's form, for prefilling what is to be changed."""
    duty = {role: name for name, role in DUTIES.items()}
    answers: dict[str, Any] = {
        name: value.isoformat() if isinstance(value, date) else value
        for name in FIELDS & set(face.fields())
        if (value := getattr(face, name))
    }
    answers["mode"] = face.mode.value
    answers["service_areas"] = list(face.service_areas)
    answers["services"] = [service.item for service in face.services if service.item]
    answers |= {duty[one.role]: one.name for one in face.responsible_roles if one.role in duty and one.name}
    return answers


def policies_of(answers: Mapping[str, Any]) -> tuple[Policy, ...]:
    """The policy an application or a declaration names, if any; numbers were checked before."""
    title = str(answers.get("insurance_title") or "").strip()
    if not title:
        return ()
    return (
        Policy(
            title,
            str(answers.get("insurance_insurer") or "").strip() or None,
            int(answers["insurance_limit"]) if answers.get("insurance_limit") else None,
            int(answers["insured_count"]) if answers.get("insured_count") else None,
            day_of(answers.get("insurance_valid_until")),
            day_of(answers.get("insurance_valid_from")),
        ),
    )


def day_of(text: Any) -> date | None:
    """A day typed as YYYY-MM-DD, or None."""
    try:
        return date.fromisoformat(str(text).strip()) if text else None
    except ValueError:
        return None


def _check_numbers(answers: Mapping[str, Any]) -> list[Finding]:
    findings = []
    for name, most in (("insurance_limit", LIMIT_YUAN_MAX), ("insured_count", 1_000_000)):
        text = str(answers.get(name) or "").strip()
        if text and not (text.isdecimal() and text.isascii() and len(text) < 16 and 0 < int(text) <= most):
            findings.append(Finding("application_number", Label("请填写整数", "Give a whole number"), name))
    start, end = day_of(answers.get("insurance_valid_from")), day_of(answers.get("insurance_valid_until"))
    if start and end and start > end:
        words = Label("保险的起始日晚于截止日", "The cover begins after it ends")
        findings.append(Finding("application_period", words, "insurance_valid_from"))
    return findings


def _check_lists(answers: Mapping[str, Any]) -> list[Finding]:
    unknown = set(answers.get("services") or ()) - set(service_items())
    findings = []
    if unknown:
        findings.append(
            Finding("application_service", Label("服务项目不在分类表中", "Not in the taxonomy"), "services")
        )
    for name in ("department", "protective_equipment", "tools", "predecessor_basis"):
        if len(str(answers.get(name) or "")) > LONGEST_TEXT:
            words = Label(f"最多 {LONGEST_TEXT} 个字", f"{LONGEST_TEXT} characters at most")
            findings.append(Finding("application_long", words, name))
    return findings


def _at_form(finding: Finding) -> Finding:
    """The finding at the field where the form asks for it."""
    field = _FIELD_OF.get(finding.field or "", finding.field)
    return finding if field == finding.field else Finding(finding.code, finding.message, field, finding.level)


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    """Which of `names` differ, empty and missing being the same."""
    return [name for name in names if (before.get(name) or None) != (after.get(name) or None)]
