"""Who came, was examined and passed. A pass that the association stands for earns the programme's credits."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import COMPANY_ROLES, Actor
from registry.core.base import new_refs, to_micros
from registry.core.bulk import insert_rows
from registry.core.clock import Clock
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import require, require_company
from registry.core.sources import Source
from registry.qualifications.actions_credits import adjust_credits, earn_credits
from registry.qualifications.rules import NewCredits, lapses_on
from registry.training.access import PERMISSIONS
from registry.training.actions_sessions import mark_confirmed
from registry.training.models import TrainingRecord
from registry.training.queries import HeldSession, PersonRecord, records_in, records_of, session_of
from registry.training.rules import NewRecord, check_record, result_of
from registry.workers.people import require_own_people

_COLUMNS = (
    "ref", "session_ref", "worker_ref", "attended", "passed", "score", "examiner", "excused", "recorded_at",
)  # fmt: skip


def enter_records(
    session: Session, actor: Actor, clock: Clock, session_ref: str, records: Sequence[NewRecord]
) -> list[str]:
    """Enter what came of people's enrolments in a session; passes of a confirmed one earn credits. Returns refs.

    Raises NotAllowed, RuleBroken, NotFound for others' people or sessions, Conflict for a person entered already.
    """
    require(actor, PERMISSIONS["training.record"])
    held = session_of(session, session_ref)
    if actor.role in COMPANY_ROLES:
        require_company(actor, held.company_ref)
        if held.confirmed:
            raise Conflict(Label("协会已确认这场培训，请联系协会更正", "Confirmed already: ask the association"))
    findings = [one for record in records for one in check_record(record, examined=held.programme.examined)]
    if findings:
        raise RuleBroken(findings)
    people = [record.worker_ref for record in records]
    require_own_people(session, actor, people)
    entered = {one.worker_ref for one in records_in(session, session_ref)}
    if len(set(people)) < len(people) or entered & set(people):
        raise Conflict(Label("名单中有人已经记载过", "Somebody on the list is entered already"))
    refs, at = new_refs(len(records)), to_micros(clock.now())
    rows = [
        (
            ref, session_ref, one.worker_ref, one.attended, one.passed, one.score, one.examiner.strip(),
            one.excused.strip(), at,
        )
        for ref, one in zip(refs, records, strict=True)
    ]  # fmt: skip
    insert_rows(session, TrainingRecord.__table__, _COLUMNS, rows)
    traces = [
        Trace("training.enter_record", "training_record", ref, None, _told(held, one))
        for ref, one in zip(refs, records, strict=True)
    ]
    write(session, clock, actor, traces)
    if held.confirmed:
        _credit(session, actor, clock, held)
    return refs


def confirm_session(session: Session, actor: Actor, clock: Clock, ref: str, *, why: str = "") -> list[str]:
    """Stand for a company's session: its passes earn credits from now on. Returns the persons of its records.

    Raises NotAllowed, NotFound, Conflict when it is confirmed already.
    """
    mark_confirmed(session, actor, clock, ref, why=why)
    held = session_of(session, ref)
    _credit(session, actor, clock, held)
    return [one.worker_ref for one in records_in(session, ref)]


def annul_record(session: Session, actor: Actor, clock: Clock, ref: str, *, why: str) -> str:
    """Strike out a record entered in error; credits it earned are taken back. Returns the person's ref.

    Raises NotAllowed, NotFound for no such record (or one struck out already), RuleBroken without a reason.
    """
    require(actor, PERMISSIONS["training.annul"])
    if not why.strip():
        raise RuleBroken([Finding("annul_why", Label("请写明原因", "Say why"), "why")])
    row = session.execute(
        select(TrainingRecord.worker_ref, TrainingRecord.credit_ref, TrainingRecord.session_ref).where(
            TrainingRecord.ref == ref, TrainingRecord.annulled_at.is_(None)
        )
    ).first()
    if row is None:
        raise NotFound(Label("没有这条培训记录", "There is no such record"))
    session.connection().execute(
        update(TrainingRecord)
        .where(TrainingRecord.ref == ref)
        .values(annulled_at=clock.now(), annulled_why=why.strip())
    )
    if row.credit_ref is not None:
        earned = session_of(session, row.session_ref).programme.credits
        adjust_credits(session, actor, clock, row.credit_ref, -earned, why=why)
    before = {"session": row.session_ref, "credited": row.credit_ref is not None}
    write(session, clock, actor, [Trace("training.annul_record", "training_record", ref, before, None, why)])
    return str(row.worker_ref)


def _credit(session: Session, actor: Actor, clock: Clock, held: HeldSession) -> None:
    """Credits for the passes of a session, once per person and programme while earlier ones still count."""
    if held.programme.credits == 0:
        return
    passed = [one for one in records_in(session, held.ref) if one.passed and not one.credited]
    earlier = records_of(session, [one.worker_ref for one in passed])
    fresh = [one for one in passed if not any(_same(old, held) for old in earlier[one.worker_ref])]
    title = f"{held.programme.title}（第 {held.programme.version} 版）"
    earned = [
        NewCredits(one.worker_ref, held.programme.credits, held.held_on, title, Source.ASSOCIATION) for one in fresh
    ]
    if not earned:
        return
    for one, credit_ref in zip(fresh, earn_credits(session, actor, clock, earned), strict=True):
        session.connection().execute(
            update(TrainingRecord).where(TrainingRecord.ref == one.ref).values(credit_ref=credit_ref)
        )


def _same(old: PersonRecord, held: HeldSession) -> bool:
    """Whether a record brought credits for the same programme, near enough that both would count on one day."""
    first, second = sorted((old.session.held_on, held.held_on))
    return old.credited and old.session.programme.code == held.programme.code and second < lapses_on(first)


def _told(held: HeldSession, one: NewRecord) -> dict[str, str | None]:
    result = result_of(
        attended=one.attended, passed=one.passed, excused=bool(one.excused.strip()), examined=held.programme.examined
    )
    return {"session": held.ref, "worker": one.worker_ref, "result": result.value}
