"""Builders of programmes, sessions and records."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from registry.core.taxonomy import ServiceLine
from registry.training.rules import NewOccasion, NewProgramme, NewRecord, NewSession, Outcome
from registry.training.states import Category, Mode, OccasionKind, Result, Topic


def programme(
    *,
    code: str = "YY-101",
    title: str = "婴幼儿照护安全",
    category: Category = Category.SAFETY,
    class_hours: int = 8,
    credits: int = 8,
    topics: Sequence[Topic] = (Topic.FIRST_AID,),
    lines: Sequence[ServiceLine] = (ServiceLine.CHILD_CARE,),
    examined: bool = True,
) -> NewProgramme:
    """A programme of eight hours for child care, with an exam."""
    return NewProgramme(code, title, category, class_hours, credits, tuple(topics), tuple(lines), examined)


def held(
    *,
    programme_ref: str = "p",
    mode: Mode = Mode.PRACTICE,
    class_hours: int = 8,
    held_on: date = date(2026, 11, 20),
    organisation: str = "云州市家政服务行业协会",
    trainer: str = "周老师",
    company_ref: str | None = None,
) -> NewSession:
    """A session of yesterday, held by the association."""
    return NewSession(programme_ref, mode, class_hours, held_on, organisation, trainer, company_ref)


def record(
    *,
    worker_ref: str = "w",
    attended: bool = True,
    passed: bool | None = True,
    score: int | None = None,
    examiner: str = "吴老师",
    excused: str = "",
) -> NewRecord:
    """Somebody who came and passed."""
    return NewRecord(worker_ref, attended, passed, score, examiner, excused)


def outcome(
    *,
    result: Result = Result.PASSED,
    lines: Sequence[ServiceLine] = (ServiceLine.CHILD_CARE,),
    held_on: date = date(2026, 11, 1),
    recorded_at: datetime = datetime(2026, 11, 2, 4, tzinfo=UTC),
    confirmed: bool = True,
) -> Outcome:
    """A confirmed pass in child care."""
    return Outcome(result, tuple(lines), held_on, recorded_at, confirmed)


def occasion(
    *,
    kind: OccasionKind = OccasionKind.CONTEST,
    title: str = "第三届家政服务技能大赛",
    organiser: str = "云州市总工会",
    held_on: date = date(2026, 10, 12),
    people: Sequence[tuple[str, str]] = (),
) -> NewOccasion:
    """A contest of last month."""
    return NewOccasion(kind, title, organiser, held_on, tuple(people))
