"""How often and what for somebody may look, and by which words a person is found."""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from registry.cases.rules import check_words
from registry.core.actor import Role
from registry.core.chinese import normalise_name
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.names import split_surname, surname_readings
from registry.core.pinyin import readings_of, typed_pinyin
from registry.looks.states import Purpose

A_DAY = 30  # whole numbers one person sees in a day (safety T27)
SHOWN_FOR = timedelta(minutes=5)  # a look that was noted may be shown so long
FILE_FOR = timedelta(hours=8)  # a file that was opened may be read on so long
LONGEST_GRANT = timedelta(days=30)
MOST_GRANTED = 1000
_LONGEST_NAME = 24

NAME, LETTERS = "name", "letters"

TOO_MANY = Label(
    "今天已到查看上限。确需更多，请提出“批量查看”申请，由两个人批准。",
    "You have reached today's limit. If more is needed, ask to unmask in bulk; two people approve it.",
)


@dataclass(frozen=True, slots=True)
class TypedName:
    """What staff typed to find a person, as a kind of term and its beginning."""

    kind: str
    prefix: str


def check_purpose(role: str, purpose: str, why: str, case_ref: str | None, *, unmask: bool) -> list[Finding]:
    """What is missing before a look: a purpose, words, and for whole numbers a case (a regulator says which check)."""
    findings = check_words(why, "why")
    if purpose not in Purpose._value2member_map_:
        findings.append(Finding("purpose", Label("请选择用途", "Choose what it is for"), "purpose"))
    if unmask and role == Role.REGULATOR and not why.strip():
        findings.append(Finding("why", Label("请写明检查事项", "Say which inspection it is for"), "why"))
    if unmask and role != Role.REGULATOR and case_ref is None:
        findings.append(
            Finding("case", Label("请填写案号：查看完整号码须有案件", "Give the case: whole numbers need one"), "case")
        )
    return findings


def terms_of(name: str) -> set[tuple[str, str]]:
    """{(kind, term)} of a name: every ending in characters, in pinyin and in initials, for every reading of a surname.

    An ending found by its beginning finds any part: 淑芬 finds 张淑芬.
    """
    plain = normalise_name(name)[:_LONGEST_NAME]
    terms = {(NAME, plain[at:]) for at in range(len(plain))}
    parts = split_surname(name)
    given = [readings_of(sign)[0] for sign in normalise_name(parts.given)[:_LONGEST_NAME]]
    for at in range(len(given)):
        terms.add((LETTERS, "".join(given[at:])))
    tail, tail_initials = "".join(given), "".join(sign[:1] for sign in given)
    for reading in surname_readings(parts.surname)[:4]:
        terms.add((LETTERS, reading + tail))
        terms.add((LETTERS, reading[:1] + tail_initials))
        for alias in _aliases(reading):
            terms.add((LETTERS, alias + tail))
    if len(parts.surname) > 1:
        both = "".join(readings_of(sign)[0][:1] for sign in normalise_name(parts.surname))
        terms.add((LETTERS, both + tail_initials))
    return {(kind, term) for kind, term in terms if term}


def typed_name(text: str) -> TypedName | None:
    """What was typed as the beginning of a term: characters, or letters (pinyin or initials); None for neither."""
    plain = normalise_name(unicodedata.normalize("NFKC", text))[:_LONGEST_NAME]
    if not plain:
        return None
    if not plain.isascii():
        return TypedName(NAME, plain)
    spelled = typed_pinyin(text)
    return TypedName(LETTERS, spelled) if spelled else None


def _aliases(reading: str) -> set[str]:
    return {reading.replace("v", "u"), reading.replace("v", "yu")} - {reading} if "v" in reading else set()
