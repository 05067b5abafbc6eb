"""Reads of training for staff, companies, the gate and the command line. Never for public pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from registry.core.errors import NotFound
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND
from registry.core.sources import Source
from registry.core.taxonomy import ServiceLine
from registry.record.reading import CHUNK
from registry.training.models import OccasionPart, TrainingOccasion, TrainingProgramme, TrainingRecord, TrainingSession
from registry.training.rules import Figures, Outcome, figures, is_confirmed, result_of
from registry.training.states import Category, Mode, OccasionKind, Result, Topic

NO_PROGRAMME = Label("没有这门课程", "There is no such programme")


@dataclass(frozen=True, slots=True)
class Programme:
    """One version of a programme."""

    ref: str
    code: str
    version: int
    title: str
    category: Category
    class_hours: int
    credits: int
    topics: tuple[Topic, ...]
    lines: tuple[ServiceLine, ...]
    examined: bool
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class HeldSession:
    """One session with its programme."""

    ref: str
    programme: Programme
    company_ref: str | None
    mode: Mode
    class_hours: int
    held_on: date
    organisation: str
    trainer: str
    source: Source
    evaluation_score: int | None
    evaluation_note: str
    confirmed_on: date | None

    @property
    def confirmed(self) -> bool:
        """Whether the association stands for it."""
        return is_confirmed(self.source, self.confirmed_on)


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person's part in one session."""

    ref: str
    worker_ref: str
    session: HeldSession
    attended: bool
    passed: bool | None
    score: int | None
    examiner: str
    excused: str
    credited: bool
    recorded_at: datetime

    @property
    def result(self) -> Result:
        """What came of it."""
        return result_of(
            attended=self.attended,
            passed=self.passed,
            excused=bool(self.excused),
            examined=self.session.programme.examined,
        )

    @property
    def outcome(self) -> Outcome:
        """As the rules need it."""
        lines = self.session.programme.lines
        return Outcome(self.result, lines, self.session.held_on, self.recorded_at, self.session.confirmed)


@dataclass(frozen=True, slots=True)
class Part:
    """A person's part in a contest or seminar."""

    kind: OccasionKind
    title: str
    organiser: str
    held_on: date
    award: str


def programmes(session: Session, on: date | None = None) -> list[Programme]:
    """The catalogue, by category, code and version; with a day the newest version of each in force on it."""
    query = select(TrainingProgramme).order_by(
        TrainingProgramme.category, TrainingProgramme.code, TrainingProgramme.version
    )
    if on is not None:
        query = query.where(
            TrainingProgramme.from_on <= on,
            or_(TrainingProgramme.until_on.is_(None), TrainingProgramme.until_on >= on),
        )
    found = [_programme(row) for row in session.scalars(query)]
    # The day on which a version ends is the next one's first.
    return found if on is None else list({one.code: one for one in found}.values())


def programme_of(session: Session, ref: str) -> Programme:
    """One version of a programme. Raises NotFound."""
    row = session.get(TrainingProgramme, ref)
    if row is None:
        raise NotFound(NO_PROGRAMME)
    return _programme(row)


def sessions(
    session: Session, *, company_ref: str | None = None, unconfirmed: bool = False, limit: int = 50, offset: int = 0
) -> list[HeldSession]:
    """Sessions, newest first: of one company, or those of companies that wait to be confirmed."""
    query = _sessions().order_by(TrainingSession.held_on.desc(), TrainingSession.ref)
    if company_ref is not None:
        query = query.where(TrainingSession.company_ref == company_ref)
    if unconfirmed:
        query = query.where(TrainingSession.source == Source.COMPANY.value, TrainingSession.confirmed_on.is_(None))
    return [_session(*row) for row in session.execute(query.limit(limit).offset(offset))]


def session_of(session: Session, ref: str) -> HeldSession:
    """One session. Raises NotFound."""
    row = session.execute(_sessions().where(TrainingSession.ref == ref)).first()
    if row is None:
        raise NotFound(NOT_FOUND)
    return _session(*row)


def records_of(session: Session, worker_refs: Sequence[str]) -> dict[str, list[PersonRecord]]:
    """{person: records that count, newest first}, for those who have any."""
    found: dict[str, list[PersonRecord]] = {}
    for at in range(0, len(worker_refs), CHUNK):
        query = _records().where(TrainingRecord.worker_ref.in_(worker_refs[at : at + CHUNK]))
        for row in session.execute(query):
            record = _record(*row)
            found.setdefault(record.worker_ref, []).append(record)
    return found


def records_in(session: Session, session_ref: str) -> list[PersonRecord]:
    """The records of one session that count."""
    return [_record(*row) for row in session.execute(_records().where(TrainingRecord.session_ref == session_ref))]


def attended_on(session: Session, worker_refs: Sequence[str]) -> dict[str, date]:
    """{person: day of the newest training attended}, whoever held it, for those who have one."""
    found: dict[str, date] = {}
    for at in range(0, len(worker_refs), CHUNK):
        rows = session.execute(
            select(TrainingRecord.worker_ref, func.max(TrainingSession.held_on))
            .join(TrainingSession, TrainingSession.ref == TrainingRecord.session_ref)
            .where(
                TrainingRecord.worker_ref.in_(worker_refs[at : at + CHUNK]),
                TrainingRecord.attended,
                TrainingRecord.annulled_at.is_(None),
            )
            .group_by(TrainingRecord.worker_ref)
        )
        found.update({row[0]: row[1] for row in rows})
    return found


def coverage(
    session: Session, from_on: date, until_on: date, *, company_ref: str | None = None
) -> dict[Category, Figures]:
    """{category: counts of enrolments in sessions held between two days, both included} (R004, R007)."""
    query = (
        select(TrainingProgramme.category, TrainingRecord.attended, TrainingRecord.passed)
        .join(TrainingSession, TrainingSession.programme_ref == TrainingProgramme.ref)
        .join(TrainingRecord, TrainingRecord.session_ref == TrainingSession.ref)
        .where(
            TrainingSession.held_on >= from_on,
            TrainingSession.held_on <= until_on,
            TrainingRecord.annulled_at.is_(None),
        )
    )
    if company_ref is not None:
        query = query.where(TrainingSession.company_ref == company_ref)
    by_category: dict[Category, list[tuple[bool, bool | None]]] = {category: [] for category in Category}
    for category, attended, passed in session.execute(query):
        by_category[Category(category)].append((attended, passed))
    return {category: figures(records) for category, records in by_category.items()}


def parts_of(session: Session, worker_ref: str) -> list[Part]:
    """A person's contests and seminars, newest first."""
    rows = session.execute(
        select(TrainingOccasion, OccasionPart.award)
        .join(OccasionPart, OccasionPart.occasion_ref == TrainingOccasion.ref)
        .where(OccasionPart.worker_ref == worker_ref)
        .order_by(TrainingOccasion.held_on.desc(), TrainingOccasion.ref)
    )
    return [Part(OccasionKind(one.kind), one.title, one.organiser, one.held_on, award) for one, award in rows]


def occasions(session: Session, limit: int = 50) -> list[tuple[OccasionKind, str, str, date, int]]:
    """(kind, title, organiser, day, people) of contests and seminars, newest first."""
    rows = session.execute(
        select(TrainingOccasion, func.count(OccasionPart.worker_ref))
        .outerjoin(OccasionPart, OccasionPart.occasion_ref == TrainingOccasion.ref)
        .group_by(TrainingOccasion.ref)
        .order_by(TrainingOccasion.held_on.desc(), TrainingOccasion.ref)
        .limit(limit)
    )
    return [(OccasionKind(one.kind), one.title, one.organiser, one.held_on, people) for one, people in rows]


def _sessions() -> Select[TrainingSession, TrainingProgramme]:
    return select(TrainingSession, TrainingProgramme).join(
        TrainingProgramme, TrainingProgramme.ref == TrainingSession.programme_ref
    )


def _records() -> Select[TrainingRecord, TrainingSession, TrainingProgramme]:
    return (
        select(TrainingRecord, TrainingSession, TrainingProgramme)
        .join(TrainingSession, TrainingSession.ref == TrainingRecord.session_ref)
        .join(TrainingProgramme, TrainingProgramme.ref == TrainingSession.programme_ref)
        .where(TrainingRecord.annulled_at.is_(None))
        .order_by(TrainingSession.held_on.desc(), TrainingRecord.recorded_at.desc(), TrainingRecord.ref)
    )


def _programme(row: TrainingProgramme) -> Programme:
    return Programme(
        row.ref, row.code, row.version, row.title, Category(row.category), row.class_hours, row.credits,
        tuple(Topic(one) for one in row.topics), tuple(ServiceLine(one) for one in row.lines), row.examined,
        row.from_on, row.until_on,
    )  # fmt: skip


def _session(row: TrainingSession, programme: TrainingProgramme) -> HeldSession:
    return HeldSession(
        row.ref, _programme(programme), row.company_ref, Mode(row.mode), row.class_hours, row.held_on,
        row.organisation, row.trainer, Source(row.source), row.evaluation_score, row.evaluation_note, row.confirmed_on,
    )  # fmt: skip


def _record(row: TrainingRecord, held: TrainingSession, programme: TrainingProgramme) -> PersonRecord:
    return PersonRecord(
        row.ref, row.worker_ref, _session(held, programme), row.attended, row.passed, row.score, row.examiner,
        row.excused, row.credit_ref is not None, row.recorded_at,
    )  # fmt: skip
