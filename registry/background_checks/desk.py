"""What a result must say before the desk takes it, and how soon a check is due again. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from registry.background_checks.rules import NewCheck, check_statement
from registry.background_checks.states import Component, DueIn, Outcome
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.sources import ATTESTED, Source
from registry.core.taxonomy import HealthTier

# Components that the desk asks for; BC5 concerns companies, BC6 is the certificates' own, BC10 the permit's.
ASKED = (
    Component.BC1,
    Component.BC2,
    Component.BC3,
    Component.BC4,
    Component.BC7,
    Component.BC8,
    Component.BC9,
    Component.BC11,
    Component.BC12,
)
# Data sets that are asked up to a day: a result says which (safety of people who cannot speak for themselves).
COVERED = frozenset({Component.BC2, Component.BC3})
# Their evidence ends by itself, on a day that only the document tells.
ENDING = frozenset({Component.BC9})
LONGEST_RETRY = 90
_STEPS = ((DueIn.IN_30, 30), (DueIn.IN_60, 60), (DueIn.IN_90, 90))


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A check asked for. `company_ref` None: by the office."""

    worker_ref: str
    component: Component
    company_ref: str | None = None


@dataclass(frozen=True, slots=True)
class NewResult:
    """A clear result, or none that could be had and when it is tried again. An adverse one takes another road."""

    worker_ref: str
    component: Component
    outcome: Outcome
    source: Source
    source_note: str
    checked_on: date
    covers_until: date | None = None
    valid_until: date | None = None
    tier: HealthTier | None = None
    document: str = ""
    retry_on: date | None = None

    @property
    def statement(self) -> NewCheck:
        """What is recorded of it."""
        return NewCheck(
            self.worker_ref, self.component, self.outcome, self.source, self.source_note.strip(), self.checked_on,
            self.valid_until, self.covers_until, self.tier, self.document.strip(),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewFinding:
    """An adverse result as proposed; `document` is a reference to the paper, which is not kept."""

    worker_ref: str
    component: Component
    source: Source
    source_note: str
    checked_on: date
    document: str
    reasons: str
    covers_until: date | None = None


def check_result(result: NewResult, today: date) -> list[Finding]:
    """What is wrong with a result. Codes: those of a statement, result_adverse, _source, _note, _covers, _document,
    _tier, _end, _retry, _screening."""
    findings = check_statement(result.statement, today)
    if result.outcome is Outcome.ADVERSE:
        message = Label(
            "未通过的结果须由一人提出、另一人决定", "An adverse result is proposed by one and decided by another"
        )
        findings.append(Finding("result_adverse", message, "outcome"))
    elif result.outcome not in (Outcome.CLEAR, Outcome.COULD_NOT):
        findings.append(Finding("result_outcome", Label("请选择通过或未能核查", "Choose an outcome"), "outcome"))
    if result.component is Component.BC11 and result.outcome is not Outcome.CLEAR:
        message = Label("心理筛查只记载是否做过", "Of a psychological screening only that it was done is kept")
        findings.append(Finding("result_screening", message, "outcome"))
    if result.source not in ATTESTED:
        message = Label("核查结果由协会或主管部门提供", "Results come from the association or an authority")
        findings.append(Finding("result_source", message, "source"))
    findings += _said(result.component, result.source_note, result.covers_until, result.checked_on)
    if result.outcome is Outcome.CLEAR:
        findings += _clear(result)
    if result.outcome is Outcome.COULD_NOT and (
        result.retry_on is None or not today < result.retry_on <= today + timedelta(days=LONGEST_RETRY)
    ):
        message = Label(f"请填写 {LONGEST_RETRY} 天内的重试日期", f"Say when to try again, within {LONGEST_RETRY} days")
        findings.append(Finding("result_retry", message, "retry_on"))
    return findings


def check_finding(finding: NewFinding, today: date) -> list[Finding]:
    """What is wrong with a proposed adverse result. Codes: those of a result, finding_reasons, finding_component."""
    statement = NewCheck(
        finding.worker_ref, finding.component, Outcome.ADVERSE, finding.source, checked_on=finding.checked_on,
        covers_until=finding.covers_until,
    )  # fmt: skip
    findings = check_statement(statement, today)
    findings += _said(finding.component, finding.source_note, finding.covers_until, finding.checked_on)
    if finding.component not in ASKED or finding.component is Component.BC11:
        message = Label("这一项没有未通过的结果", "This component has no adverse result")
        findings.append(Finding("finding_component", message, "component"))
    if not finding.document.strip():
        findings.append(Finding("result_document", _NO_DOCUMENT, "document"))
    if not finding.reasons.strip():
        findings.append(Finding("finding_reasons", Label("请写明理由", "Give the reasons"), "reasons"))
    return findings


def due_in(due_on: date, today: date) -> DueIn | None:
    """How soon something is due; None for later than 90 days. The day itself is not overdue."""
    if due_on < today:
        return DueIn.OVERDUE
    return next((step for step, days in _STEPS if due_on <= today + timedelta(days=days)), None)


def due_counts(days: Iterable[date], today: date) -> dict[DueIn, int]:
    """{how soon: number}, every step named."""
    counted = Counter(step for day in days if (step := due_in(day, today)) is not None)
    return {step: counted[step] for step in DueIn}


def last_due_day(today: date) -> date:
    """The last day that a due list looks ahead to."""
    return today + timedelta(days=_STEPS[-1][1])


_NO_DOCUMENT = Label("请填写凭证编号（不留存原件）", "Give the document's reference; the paper is not kept")


def _said(component: Component, note: str, covers_until: date | None, checked_on: date) -> Sequence[Finding]:
    findings = []
    if not note.strip():
        findings.append(Finding("result_note", Label("请写明核查来源", "Say where it was asked"), "source_note"))
    if component in COVERED and covers_until is None:
        message = Label("请填写数据截止日", "Say up to which day the data reach")
        findings.append(Finding("result_covers", message, "covers_until"))
    if covers_until is not None and covers_until > checked_on:
        message = Label("数据截止日不能晚于核查日期", "Data cannot reach beyond the day of the check")
        findings.append(Finding("result_covers", message, "covers_until"))
    return findings


def _clear(result: NewResult) -> list[Finding]:
    findings = []
    if not result.document.strip():
        findings.append(Finding("result_document", _NO_DOCUMENT, "document"))
    if result.component is Component.BC4 and result.tier is None:
        findings.append(Finding("result_tier", Label("请选择体检类别", "Choose the class of health check"), "tier"))
    if result.component in ENDING and result.valid_until is None:
        findings.append(Finding("result_end", Label("请填写保险到期日", "Give the last day"), "valid_until"))
    return findings
