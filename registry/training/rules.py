"""Programmes, sessions and records that can be, and what a record brings: credits, or a service line closed.

Sources: R001, R004, R006, R008 (a failed or missed exam closes the line until re-examined), R028, R063, R103 to R106.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.sources import ATTESTED, Source
from registry.core.taxonomy import ServiceLine
from registry.training.states import CLOSING, Category, Mode, OccasionKind, Result, Topic

MOST_HOURS = 400
FULL_SCORE = 100


@dataclass(frozen=True, slots=True)
class NewProgramme:
    """A programme as laid down. No `lines`: it is meant for everybody. `examined`: a session ends with an exam."""

    code: str
    title: str
    category: Category
    class_hours: int
    credits: int
    topics: tuple[Topic, ...] = ()
    lines: tuple[ServiceLine, ...] = ()
    examined: bool = True


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session as held. `company_ref` None: held by the association or somebody it sent people to."""

    programme_ref: str
    mode: Mode
    class_hours: int
    held_on: date
    organisation: str
    trainer: str
    company_ref: str | None = None


@dataclass(frozen=True, slots=True)
class NewRecord:
    """One person's enrolment. `passed` None: not examined. `excused`: why the person stayed away, if accepted."""

    worker_ref: str
    attended: bool
    passed: bool | None = None
    score: int | None = None
    examiner: str = ""
    excused: str = ""


@dataclass(frozen=True, slots=True)
class NewOccasion:
    """A contest or seminar with those who took part and what they were awarded ("" nothing)."""

    kind: OccasionKind
    title: str
    organiser: str
    held_on: date
    people: tuple[tuple[str, str], ...] = ()


class Outcome(NamedTuple):
    """One result as the rules need it. `confirmed`: the association held the session or confirmed it."""

    result: Result
    lines: tuple[ServiceLine, ...]
    held_on: date
    recorded_at: datetime
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of enrolments. Coverage is attended of enrolled, the pass rate passed of examined (domain 2.3.4)."""

    enrolled: int
    attended: int
    examined: int
    passed: int


def check_programme(programme: NewProgramme) -> list[Finding]:
    """What is wrong with a programme. Codes: programme_code, _title, _hours, _credits."""
    findings = []
    if not programme.code.strip():
        findings.append(Finding("programme_code", Label("缺少课程编号", "The code is missing"), "code"))
    if not programme.title.strip():
        findings.append(Finding("programme_title", Label("缺少课程名称", "The title is missing"), "title"))
    if not 1 <= programme.class_hours <= MOST_HOURS:
        message = Label(f"课时应为 1 至 {MOST_HOURS}", f"Class hours are 1 to {MOST_HOURS}")
        findings.append(Finding("programme_hours", message, "class_hours"))
    # One credit for one class hour is the most a programme may give (domain README 2.2).
    if not 0 <= programme.credits <= programme.class_hours:
        message = Label("学分不能为负，也不能多于课时", "Credits are not negative and not more than class hours")
        findings.append(Finding("programme_credits", message, "credits"))
    return findings


def check_session(held: NewSession, today: date) -> list[Finding]:
    """What is wrong with a session. Codes: session_ahead, session_hours, session_trainer."""
    findings = []
    if held.held_on > today:
        message = Label("培训日期在将来", "The day of the session lies in the future")
        findings.append(Finding("session_ahead", message, "held_on"))
    if not 1 <= held.class_hours <= MOST_HOURS:
        message = Label(f"课时应为 1 至 {MOST_HOURS}", f"Class hours are 1 to {MOST_HOURS}")
        findings.append(Finding("session_hours", message, "class_hours"))
    if not held.organisation.strip() or not held.trainer.strip():
        message = Label("请写明培训机构和授课人", "Name the organisation and the trainer")
        findings.append(Finding("session_trainer", message, "trainer"))
    return findings


def check_record(record: NewRecord, *, examined: bool) -> list[Finding]:
    """What is wrong with a record of a session, with exam or not. Codes: record_exam, _score, _excused, _examiner."""
    findings = []
    if record.passed is not None and not examined:
        message = Label("这门课没有考核", "This programme has no exam")
        findings.append(Finding("record_exam", message, "passed"))
    if record.passed is not None and not record.examiner.strip():
        message = Label("请写明由谁考核", "Say who examined")
        findings.append(Finding("record_examiner", message, "examiner"))
    if record.score is not None and (record.passed is None or not 0 <= record.score <= FULL_SCORE):
        message = Label(f"只有参加考核才有成绩，成绩为 0 至 {FULL_SCORE}", f"A score is 0 to {FULL_SCORE}, of an exam")
        findings.append(Finding("record_score", message, "score"))
    if record.excused.strip() and (record.attended or record.passed is not None):
        message = Label("已到场或已考核的不必请假", "Who came or was examined needs no excuse")
        findings.append(Finding("record_excused", message, "excused"))
    return findings


def check_score(score: int) -> list[Finding]:
    """Whether a session's evaluation is one (R106). Code: evaluation_score."""
    if 0 <= score <= FULL_SCORE:
        return []
    message = Label(f"评估分为 0 至 {FULL_SCORE}", f"An evaluation is 0 to {FULL_SCORE}")
    return [Finding("evaluation_score", message, "score")]


def check_occasion(occasion: NewOccasion, today: date) -> list[Finding]:
    """What is wrong with a contest or seminar. Codes: occasion_title, occasion_ahead."""
    findings = []
    if not occasion.title.strip() or not occasion.organiser.strip():
        message = Label("请写明名称和主办方", "Give the title and the organiser")
        findings.append(Finding("occasion_title", message, "title"))
    if occasion.held_on > today:
        message = Label("日期在将来", "The day lies in the future")
        findings.append(Finding("occasion_ahead", message, "held_on"))
    return findings


def result_of(*, attended: bool, passed: bool | None, excused: bool, examined: bool) -> Result:
    """What came of an enrolment in a session, with or without exam."""
    if passed is not None:
        return Result.PASSED if passed else Result.FAILED
    if excused:
        return Result.EXCUSED
    if examined:
        return Result.EXAM_MISSED
    return Result.ATTENDED if attended else Result.ABSENT


def is_confirmed(source: Source, confirmed_on: date | None) -> bool:
    """Whether the association stands for a session: it held it, or confirmed what a company stated."""
    return source in ATTESTED or confirmed_on is not None


def closed_lines(outcomes: Iterable[Outcome]) -> dict[ServiceLine, date]:
    """{line: day since when it is closed} (R008): by the newest outcome about a line that counts.

    A failed or missed exam counts whoever reports it; only a pass that the association stands for opens again. On one
    day the later record speaks. A programme for everybody closes no line: it is missing from the checklist instead.
    """
    newest: dict[ServiceLine, Outcome] = {}
    for outcome in sorted(outcomes, key=lambda one: (one.held_on, one.recorded_at)):
        opens = outcome.result is Result.PASSED and outcome.confirmed
        if not opens and outcome.result not in CLOSING:
            continue
        for line in outcome.lines:
            before = newest.get(line)
            # A second failure does not make the line closed later than it was.
            if before is None or opens or before.result not in CLOSING:
                newest[line] = outcome
    return {line: one.held_on for line, one in newest.items() if one.result in CLOSING}


def passed_lines(outcomes: Iterable[Outcome]) -> tuple[bool, frozenset[ServiceLine]]:
    """(a programme for everybody was passed, lines of programmes passed), of what the association stands for."""
    passed = [one for one in outcomes if one.result is Result.PASSED and one.confirmed]
    return any(not one.lines for one in passed), frozenset(line for one in passed for line in one.lines)


def figures(records: Sequence[tuple[bool, bool | None]]) -> Figures:
    """Counts over (attended, passed) of records; not examined is left out of the pass rate, never out of coverage."""
    examined = [passed for _, passed in records if passed is not None]
    return Figures(len(records), sum(attended for attended, _ in records), len(examined), sum(examined))
