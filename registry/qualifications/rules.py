"""Certificates that can be, and how training credits count (domain README 2.2: a setting of the register)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.sources import Source
from registry.core.tables import core_table
from registry.qualifications.states import CreditKind, How, IssuerKind, Scheme

# Proposal X of domain README 2.2: 24 credits within 2 years, one credit for one class hour.
CREDITS_FOR_RENEWAL = 24
CREDIT_YEARS = 2


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """A certificate as supplied. `level` is that of the scheme; `title` the printed one, made from both if empty."""

    worker_ref: str
    scheme: Scheme
    level: str | None = None
    title: str = ""
    issuer_kind: IssuerKind | None = None
    issuer: str = ""
    number: str | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    source: Source = Source.COMPANY


@dataclass(frozen=True, slots=True)
class Verification:
    """Who verified a certificate, when and how; `by` is shown to the public and names a body, not a clerk."""

    by: str
    on: date
    how: How


@dataclass(frozen=True, slots=True)
class NewCredits:
    """Credits earned by a course, counting from the day it ended."""

    worker_ref: str
    credits: int
    earned_on: date
    course: str
    source: Source = Source.ASSOCIATION


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the ledger: an adjustment counts and lapses with the earning it adjusts."""

    kind: CreditKind
    credits: int
    earned_on: date


@cache
def levels() -> dict[tuple[str, str], tuple[Label, int]]:
    """{(scheme, level): (its words, its rank)} of skill_grades.csv."""
    return {
        (row["scheme"], row["level"]): (Label(row["zh"], row["en"]), int(row["rank"]))
        for row in core_table("skill_grades")
    }


def level_label(scheme: Scheme | None, level: str | None) -> Label | None:
    """The words for a level, or None where none is stated."""
    found = levels().get((scheme, level)) if scheme and level else None
    return found[0] if found else None


def title_of(certificate: NewCertificate) -> str:
    """The printed title, or the scheme with its level."""
    if certificate.title.strip():
        return certificate.title.strip()
    level = level_label(certificate.scheme, certificate.level)
    return f"{certificate.scheme.label.zh} {level.zh}" if level else certificate.scheme.label.zh


def check_certificate(certificate: NewCertificate, today: date) -> list[Finding]:
    """What is wrong with a certificate. Codes: certificate_level, _title, _ahead, _days."""
    findings = []
    if certificate.level is not None and (certificate.scheme, certificate.level) not in levels():
        message = Label("这个序列没有这一等级", "This scheme has no such level")
        findings.append(Finding("certificate_level", message, "level"))
    if certificate.scheme is Scheme.OTHER and not certificate.title.strip():
        findings.append(Finding("certificate_title", Label("缺少证书名称", "The title is missing"), "title"))
    if certificate.issued_on is not None and certificate.issued_on > today:
        message = Label("发证日期在将来", "The day of issue lies in the future")
        findings.append(Finding("certificate_ahead", message, "issued_on"))
    if certificate.issued_on and certificate.valid_until and certificate.valid_until < certificate.issued_on:
        message = Label("有效期早于发证日期", "It ends before it was issued")
        findings.append(Finding("certificate_days", message, "valid_until"))
    return findings


def check_credits(earned: NewCredits, today: date) -> list[Finding]:
    """What is wrong with an earning. Codes: credits_positive, credits_ahead, credits_course."""
    findings = []
    if earned.credits <= 0:
        findings.append(Finding("credits_positive", Label("学分应为正数", "Credits are a positive number"), "credits"))
    if earned.earned_on > today:
        message = Label("结课日期在将来", "The course ends in the future")
        findings.append(Finding("credits_ahead", message, "earned_on"))
    if not earned.course.strip():
        findings.append(Finding("credits_course", Label("缺少课程名称", "The course is missing"), "course"))
    return findings


def lapses_on(earned_on: date) -> date:
    """The first day on which credits no longer count: the same day two years later (29 February: 1 March)."""
    try:
        return earned_on.replace(year=earned_on.year + CREDIT_YEARS)
    except ValueError:
        return date(earned_on.year + CREDIT_YEARS, 3, 1)


def total_on(lines: Iterable[LedgerLine], day: date) -> int:
    """Credits that count on a day."""
    return sum(line.credits for line in lines if line.earned_on <= day < lapses_on(line.earned_on))


def renewal_due_on(lines: Sequence[LedgerLine], today: date) -> date:
    """The first day from `today` on which, without new credits, fewer count than a renewal needs."""
    days = {today} | {lapses_on(line.earned_on) for line in lines}
    return min(day for day in days if day >= today and total_on(lines, day) < CREDITS_FOR_RENEWAL)
