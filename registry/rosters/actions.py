"""Applying a checked roster of workers: the verbs of earlier slices, five hundred rows at a time, in one transaction.

Every row is compared with the register once more, as it is inside this transaction: what changed since the file was
read is found here, and a file applied twice asks for nothing the second time.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from registry.audit.actions import Trace, gathered, write
from registry.audit.actions import chain_end as trace_end
from registry.audit.queries import newest
from registry.background_checks.actions import record_many
from registry.consents.actions import give_many
from registry.consents.rules import Given
from registry.consents.states import Channel, Scope
from registry.core.actor import SYSTEM, Actor
from registry.core.behind import inserting_behind
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.elsewhere import inserted_from_elsewhere
from registry.core.errors import Conflict, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.sources import ATTESTED, Source
from registry.permits.actions import PermitChange, issue_many, restate_many
from registry.permits.rules import NewPermit
from registry.qualifications.actions import publish_held, record_certificates
from registry.qualifications.rules import NewCertificate
from registry.qualifications.states import Scheme
from registry.record.actions import chain_end as record_end
from registry.rosters.actions_newcomers import file_newcomers, open_newcomers
from registry.rosters.difference import Known, Step, contradicts_identity, contradicts_permit, step_of
from registry.rosters.known import Employer, employers, known_of, phone_index
from registry.rosters.plan import APPLIED_AT_ONCE, MADE_AT_ONCE, Difference, Plan, Progress, no_progress
from registry.rosters.queries_newcomers import Newcomer
from registry.rosters.staging import Staged
from registry.rosters.worker_rows import WorkerLine, native_province
from registry.workers.actions import WorkerChange, change_many, enter_many
from registry.workers.actions_employment import (
    EmploymentChange,
    change_employment_many,
    start_employment_many,
)
from registry.workers.entered import Newcomers
from registry.workers.rules import NewEmployment, NewWorker

APPLYING = "apply"
WORTH_A_PROCESS = 2_000  # rows; starting one takes as long as applying some hundred
WHY = "名单导入"
MOVED_ON = Label(
    "登记在预检之后有了变化，名单与之矛盾；什么也没有改，请重新预检",
    "The register has changed since the check and contradicts the roster; nothing was changed, please check again",
)
NOT_GOOD = Label("名单还有错误，不能导入", "The roster still has errors and cannot be applied")


def apply_workers(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    plan: Plan,
    progress: Progress = no_progress,
    *,
    beside: bool = False,
) -> Difference:
    """Apply a roster; returns what was done. All or nothing: the caller's transaction holds it whole.

    `beside` lets a process of its own make the rows of people of whom the register knows nobody; for callers that
    have no other threads at work. Raises RuleBroken for a plan with errors, Conflict when the register has moved on so
    that a row no longer fits. Missing persons are left alone: leaving is an act of its own.
    """
    if not plan.is_good:
        raise RuleBroken([Finding("roster_errors", NOT_GOOD)])
    codes = [code for (code,) in plan.staging.ask("SELECT DISTINCT company FROM line ORDER BY company")]
    companies = employers(session, codes)
    filer = companies[plan.terms.company].ref if plan.terms.company in companies else None
    stands_still = newest(session) == plan.read_at

    def apply_batch(session: Session, batch: Sequence[Staged]) -> _Batch:
        steps, newcomers = _steps(session, clock, keyring, batch, companies, filer, stands_still=stands_still)
        with gathered(session, clock, actor, "rosters.apply_person", "worker", why=WHY):
            apply_steps(session, actor, clock, keyring, steps, companies)
        done = Difference()
        for step in steps:
            done.new += step.is_new
            done.changed += bool(step.changed) and not step.is_new
            done.unchanged += step.is_unchanged
            done.fields.update(() if step.is_new else step.changed)
        waiting = 0
        if filer is not None:
            waiting = file_newcomers(session, actor, clock, keyring, plan.terms.upload, filer, newcomers)
            done.unchanged += len(newcomers) - waiting
        return _Batch(len(batch), done, waiting)

    done = Difference()
    read = waiting = 0
    asks_nothing = filer is None and stands_still and plan.is_of_strangers
    for one in _batches(session, plan, apply_batch, beside=beside and asks_nothing):
        read += one.rows
        waiting += one.waiting
        done.add(one.done)
        progress(APPLYING, read, plan.rows)
    if waiting and filer is not None:
        open_newcomers(session, SYSTEM, clock, plan.terms.upload, waiting)
        done.new += waiting
    if done.new or done.changed:
        told = {"rows": read, "new": done.new, "changed": done.changed, "source": plan.terms.source.value}
        write(session, clock, actor, [Trace("rosters.apply_workers", "roster", "workers", after=told, why=WHY)])
    session.flush()
    return done


class _Batch(NamedTuple):
    """What applying some rows did, and how many newcomers of them wait for the association."""

    rows: int
    done: Difference
    waiting: int


def _batches(
    session: Session, plan: Plan, apply_batch: Callable[[Session, Sequence[Staged]], _Batch], *, beside: bool
) -> Iterator[_Batch]:
    """Apply batch after batch: their rows made in another process, or here with the inserts behind."""
    if beside and plan.rows >= WORTH_A_PROCESS and session.get_bind().dialect.name == "sqlite":
        ends = record_end(session) | trace_end(session)
        yield from inserted_from_elsewhere(session, ends, plan.staging.lines(MADE_AT_ONCE), apply_batch)
        return
    with inserting_behind(session):
        for batch in plan.staging.lines(APPLIED_AT_ONCE):
            yield apply_batch(session, batch)


def _steps(
    session: Session,
    clock: Clock,
    keyring: KeyRing,
    batch: Sequence[Staged],
    companies: dict[str, Employer],
    filer: str | None,
    *,
    stands_still: bool,
) -> tuple[list[Step], list[Newcomer]]:
    """(what to do, who waits): a company's own file changes its own people, and enters nobody.

    Whom the register did not know when the file was compared with it, it does not know while it `stands_still`.
    """
    today = shanghai_date(clock.now())
    lines = [WorkerLine.unpacked(staged.packed) for staged in batch]
    asked = [at for at, staged in enumerate(batch) if staged.met or not stands_still]
    found, holders = known_of(session, [lines[at] for at in asked], [batch[at] for at in asked], companies, filer=filer)
    known = [Known()] * len(lines)
    for at, one in zip(asked, found, strict=True):
        known[at] = one
    steps, newcomers = [], []
    for line, staged, one in zip(lines, batch, known, strict=True):
        company, holder = companies.get(line.uscc), holders.get(staged.permit)
        if (
            company is None
            or company.has_ended
            or contradicts_identity(line, one)
            or contradicts_permit(line, one, staged.permit, holder)
        ):
            raise Conflict(MOVED_ON)
        if filer is not None and one.worker is None:
            newcomers.append(Newcomer(line, staged.person, staged.permit))
            continue
        steps.append(step_of(line, one, today, phone_index=phone_index(keyring, line, one)))
    return steps, newcomers


def apply_steps(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    steps: Sequence[Step],
    companies: dict[str, Employer],
) -> None:
    """The verbs for one batch, each in one call for all rows that need it."""
    refs = {step.line.row: step.known.worker.ref for step in steps if step.known.worker is not None}
    fresh = [step.line for step in steps if step.registers]
    # `_steps` asked for all of them, in this transaction or before nothing changed.
    newcomers = enter_many(session, actor, clock, keyring, [_person(line) for line in fresh], asked_for=True)
    refs |= {line.row: ref for line, ref in zip(fresh, newcomers, strict=True)}
    changes = [
        WorkerChange(
            refs[step.line.row],
            name=step.line.name if step.changes_name else None,
            phone=step.line.phone if step.changes_phone else None,
            source=step.line.source if step.line.source in ATTESTED else None,
        )
        for step in steps
        if step.changes_name or step.changes_phone
    ]
    if changes:
        change_many(session, actor, clock, keyring, changes, why=WHY)
    _apply_spells(session, actor, clock, steps, refs, newcomers, companies)
    _apply_permits(session, actor, clock, keyring, steps, refs, newcomers)
    checks = [stated.check(refs[step.line.row], step.line.source) for step in steps for stated in step.checks]
    if checks:
        record_many(session, actor, clock, checks, newcomers=newcomers)
    given = [
        Given(refs[step.line.row], Scope.LISTING, step.line.consent_on, step.line.notice_version, Channel.ROSTER)
        for step in steps
        if step.consents
    ]
    listed_now = give_many(session, actor, clock, given, newcomers=newcomers) if given else []
    # What somebody held before is shown with the consent, what this row adds is shown when it is recorded.
    if held := [ref for ref in listed_now if ref not in newcomers]:
        publish_held(session, actor, clock, held)
    certificates = [_certificate(step.line, refs[step.line.row]) for step in steps if step.records_grade]
    if certificates:
        record_certificates(
            session, actor, clock, keyring, certificates, newcomers=newcomers, listed_now=frozenset(listed_now)
        )


def _apply_spells(
    session: Session,
    actor: Actor,
    clock: Clock,
    steps: Sequence[Step],
    refs: dict[int, str],
    newcomers: Newcomers,
    companies: dict[str, Employer],
) -> None:
    starts = [
        NewEmployment(
            refs[step.line.row],
            companies[step.line.uscc].ref,
            step.line.hired_on,
            step.line.services,
            step.line.source,
        )
        for step in steps
        if step.starts
    ]
    if starts:
        start_employment_many(session, actor, clock, starts, newcomers=newcomers)
    changes = [
        EmploymentChange(step.known.spell.ref, step.line.hired_on, step.line.services or None, step.line.source)
        for step in steps
        if step.changes_spell and step.known.spell is not None
    ]
    if changes:
        change_employment_many(session, actor, clock, changes, why=WHY)


def _apply_permits(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    steps: Sequence[Step],
    refs: dict[int, str],
    newcomers: Newcomers,
) -> None:
    issued = [
        NewPermit(
            refs[step.line.row],
            step.line.permit_number,
            step.line.permit_from,
            step.line.permit_until,
            source=step.line.source,
        )
        for step in steps
        if step.issues
    ]
    if issued:
        issue_many(session, actor, clock, keyring, issued, newcomers=newcomers)
    changes = [
        PermitChange(step.known.permit.ref, step.line.permit_from, step.line.permit_until, source=step.line.source)
        for step in steps
        if step.restates_permit and step.known.permit is not None
    ]
    if changes:
        restate_many(session, actor, clock, changes, why=WHY)


def _person(line: WorkerLine) -> NewWorker:
    return NewWorker(
        name=line.name,
        id_number=line.id_number,
        phone=line.phone or None,
        native_province=native_province(line.id_number),
        permit_number=line.permit_number or None,
        source=line.source,
    )


def _certificate(line: WorkerLine, ref: str) -> NewCertificate:
    assert line.grade is not None
    scheme, level = line.grade
    return NewCertificate(ref, Scheme(scheme), level, source=Source(line.source))
