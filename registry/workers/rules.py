"""What is wrong with a person's particulars or with a spell of employment. No finding repeats what was typed."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.core.contact_numbers import check_phone
from registry.core.findings import Finding
from registry.core.identifiers import Sex, check_id_number, id_sex, normalise_identifier
from registry.core.labels import Label
from registry.core.names import DOTS, clean_name, letters_of
from registry.core.permit_numbers import check_permit_number
from registry.core.sources import Source
from registry.core.taxonomy import ServiceLine
from registry.workers.disclosure import OfferedService

LONGEST_NAME = 60
_BESIDE_LETTERS = DOTS | frozenset(" -'’")


@dataclass(frozen=True, slots=True)
class NewWorker:
    """A person as supplied. Sex and birthday come from the ID number; a stated sex must agree with it."""

    name: str
    id_number: str
    phone: str | None = None
    sex: Sex | None = None
    native_province: str | None = None
    permit_number: str | None = None
    source: Source = Source.COMPANY


@dataclass(frozen=True, slots=True)
class NewEmployment:
    """A spell as supplied; `since_on` None: not stated. `until_on` is set for spells that are over already."""

    worker_ref: str
    company_ref: str
    since_on: date | None = None
    services: tuple[OfferedService, ...] = ()
    source: Source = Source.COMPANY
    until_on: date | None = None


def check_name(text: str, *, field: str = "name") -> list[Finding]:
    """What is wrong with a person's name: letters of any script, dots, spaces, hyphens and apostrophes make one.

    Codes: name_missing, name_characters (digits, formulas, markup), name_length.
    """
    name = clean_name(text)
    if not name:
        return [Finding("name_missing", Label("缺少姓名", "The name is missing"), field)]
    if not all(sign in _BESIDE_LETTERS or unicodedata.category(sign)[0] in "LM" for sign in name):
        message = Label(
            "姓名只能有文字、间隔号、空格和连字符，不能有数字、公式或代码",
            "A name has letters, dots, spaces and hyphens only: no digits, formulas or markup",
        )
        return [Finding("name_characters", message, field)]
    if not 2 <= len(letters_of(name)) <= LONGEST_NAME:
        message = Label(f"姓名应为 2 至 {LONGEST_NAME} 个字", f"A name has 2 to {LONGEST_NAME} letters")
        return [Finding("name_length", message, field)]
    return []


def check_worker(person: NewWorker, today: date) -> list[Finding]:
    """Everything wrong with a person's particulars on a day of Shanghai (domain README 6.2)."""
    findings = check_name(person.name) + check_id_number(person.id_number, today=today)
    if not any(finding.level == "error" for finding in findings) and person.sex is not None:
        findings += check_sex(person.sex, person.id_number)
    if person.phone:
        findings += check_phone(person.phone)
    if person.permit_number:
        findings += check_permit_number(person.permit_number)
    return findings


def check_sex(stated: Sex, id_number: str, *, field: str = "sex") -> list[Finding]:
    """Whether the stated sex agrees with a well-formed ID number. Code: sex_contradicts_id."""
    if id_sex(normalise_identifier(id_number)) is stated:
        return []
    message = Label("性别与身份证号不符", "The sex does not agree with the ID number")
    return [Finding("sex_contradicts_id", message, field)]


def check_spell(since_on: date | None, until_on: date | None, today: date) -> list[Finding]:
    """Whether a spell has begun and does not end before it began. Codes: spell_ahead, spell_reversed."""
    if since_on is not None and since_on > today:
        return [Finding("spell_ahead", Label("入职日期在将来", "The starting day lies in the future"), "since_on")]
    if since_on is not None and until_on is not None and until_on < since_on:
        return [
            Finding("spell_reversed", Label("离职日期早于入职日期", "The last day is before the first"), "until_on")
        ]
    return []


def offered(stored: Sequence[Mapping[str, Any]]) -> tuple[OfferedService, ...]:
    """Services as the table keeps them, [{item, line}, ...], as the face shows them."""
    return tuple(OfferedService(one["item"], ServiceLine(one["line"])) for one in stored)


def errors_of(findings: Sequence[Finding]) -> list[Finding]:
    """Those that refuse, without the warnings."""
    return [finding for finding in findings if finding.level == "error"]
