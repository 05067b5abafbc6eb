"""The clocks of requests about personal data, and when data has been kept long enough."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from registry.cases.states import CaseKind
from registry.core.findings import Finding
from registry.core.labels import Label

# Working days from the request to its decision. Objections: Shanghai credit rules 36; the rest is our own promise,
# within the 30 days of GB/T 35273-2020 8.7.
LIMITS: Mapping[CaseKind, int] = {
    CaseKind.RIGHTS_ACCESS: 15,
    CaseKind.RIGHTS_CORRECTION: 15,
    CaseKind.RIGHTS_ERASURE: 15,
    CaseKind.RIGHTS_WITHDRAWAL: 1,
    CaseKind.OBJECTION: 7,
    CaseKind.PRIVACY_COMPLAINT: 15,
}
LONGEST_WORDS = 2000
OF_A_PERSON = frozenset(
    {CaseKind.RIGHTS_ACCESS, CaseKind.RIGHTS_CORRECTION, CaseKind.RIGHTS_ERASURE, CaseKind.RIGHTS_WITHDRAWAL}
)

CONTACT_KEPT = timedelta(days=90)  # after closure (R149, domain README 7 rule 6)
LEAVER_KEPT_YEARS = 2  # after the last company (R149; DB44/T 2289)
ERASED_NAME = "（已删除）"


def check_request(
    kind: CaseKind, *, worker: str | None, company: str | None, item: int | None, words: str
) -> list[Finding]:
    """What is missing from a request."""
    findings = []
    if kind not in LIMITS:
        findings.append(Finding("kind", Label("请选择请求的种类", "Choose the kind of request"), "kind"))
    elif kind in OF_A_PERSON and worker is None:
        findings.append(Finding("person", Label("请指明是谁的信息", "Say whose data it is about"), "person"))
    if kind == CaseKind.OBJECTION and item is None:
        words_ = Label("请填写所异议的公开记录序号", "Give the number of the record entry that is objected to")
        findings.append(Finding("item", words_, "item"))
    if kind == CaseKind.OBJECTION and worker is None and company is None:
        findings.append(Finding("person", Label("请指明人员或企业", "Say which person or company"), "person"))
    if not words.strip():
        findings.append(Finding("words", Label("请写明请求内容", "Say what is asked for"), "words"))
    if len(words) > LONGEST_WORDS:
        findings.append(
            Finding("words", Label(f"最多 {LONGEST_WORDS} 字", f"At most {LONGEST_WORDS} characters"), "words")
        )
    return findings


def contact_due_at(closed_at: datetime) -> datetime:
    """From when on the contact of a closed request must be gone."""
    return closed_at + CONTACT_KEPT


def leaver_due_on(left_on: date) -> date:
    """The day from which a person who left may no longer be kept by name; 29 February becomes 1 March."""
    year = left_on.year + LEAVER_KEPT_YEARS
    try:
        return left_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
