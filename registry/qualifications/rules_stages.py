"""What may be stated of somebody's schooling and work before. Pure."""

from dataclasses import dataclass
from datetime import date

from registry.core.findings import Finding
from registry.core.labels import Label
from registry.qualifications.states import StageKind

LONGEST = 100


@dataclass(frozen=True, slots=True)
class NewStage:
    """A school with what was studied, or an employer with what was done; days as far as they are known."""

    worker_ref: str
    kind: StageKind
    place: str
    what: str
    since_on: date | None = None
    until_on: date | None = None


def check_stage(new: NewStage, today: date) -> list[Finding]:
    """What is wrong with a statement."""
    findings = []
    for name, said in (("place", new.place), ("what", new.what)):
        if not said.strip():
            findings.append(Finding("stage_missing", Label("请填写这一项", "Give this"), name))
        elif len(said) > LONGEST:
            words = Label(f"最多 {LONGEST} 个字", f"{LONGEST} characters at most")
            findings.append(Finding("stage_long", words, name))
    if new.since_on and new.until_on and new.since_on > new.until_on:
        findings.append(Finding("stage_days", Label("结束早于开始", "It ends before it begins"), "until_on"))
    if new.since_on and new.since_on > today:
        findings.append(Finding("stage_ahead", Label("日期在将来", "The day lies in the future"), "since_on"))
    return findings
