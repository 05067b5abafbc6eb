"""Recording and annulling checks. The record gets a new version only when what the public may see has changed:
an entry that changed nothing would itself tell that something was found (docs/decisions/0011)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.background_checks.disclosure import NOTHING, ChecksFace
from registry.background_checks.models import BackgroundCheck
from registry.background_checks.queries import statements_of
from registry.background_checks.rules import NewCheck, Statement, check_statement, public_face
from registry.core.actor import Actor
from registry.core.base import to_micros
from registry.core.bulk import insert_rows
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.record.actions import Publication, Published, publish

_COLUMNS = (
    "worker_ref", "component", "outcome", "source", "source_note", "checked_on", "valid_until", "covers_until",
    "tier", "document", "recorded_at",
)  # fmt: skip


def record_many(
    session: Session, actor: Actor, clock: Clock, checks: Sequence[NewCheck], *, newcomers: Collection[str] = ()
) -> None:
    """Record statements about checks, at most one new public face per person. `newcomers` are persons entered in this
    transaction, of whom nothing is stated yet and who are not looked up.

    Raises RuleBroken for a statement that cannot be.
    """
    now, today = clock.now(), shanghai_date(clock.now())
    said = [_said(check[1:], today) for check in checks]
    findings = [finding for one in said for finding in one.findings]
    if findings:
        raise RuleBroken(findings)
    by_person: dict[str, list[NewCheck]] = {}
    told: dict[str, list[dict[str, str]]] = {}
    for check, one in zip(checks, said, strict=True):
        by_person.setdefault(check.worker_ref, []).append(check)
        told.setdefault(check.worker_ref, []).append(one.told)
    known = statements_of(session, [ref for ref in by_person if ref not in newcomers])
    at = to_micros(now)
    rows = [(check.worker_ref, *one.row, at) for check, one in zip(checks, said, strict=True)]
    insert_rows(session, BackgroundCheck.__table__, _COLUMNS, rows)
    changed = {}
    for ref, ones in by_person.items():
        before = known.get(ref, [])
        statements = [
            Statement(one.component, one.outcome, one.source, one.checked_on, one.valid_until, one.tier, now)
            for one in ones
        ]
        face = public_face([*before, *statements])
        if face != (public_face(before) if before else NOTHING):
            changed[ref] = face
    entries = _publish(session, clock, changed, today, newcomers)
    traces = [
        Trace("checks.record", "checks", ref, None, {"checks": ones}, "", entries.get(ref, ()))
        for ref, ones in told.items()
    ]
    write(session, clock, actor, traces)


def annul(session: Session, actor: Actor, clock: Clock, check: int, *, why: str) -> None:
    """Strike out a statement that should not count: entered in error, or its document proved unusable, or the person
    took back the authorisation for it. To the public a clear one that is struck out reads like one never made.

    Raises NotFound for no such statement (or one struck out already), RuleBroken without a reason.
    """
    if not why.strip():
        raise RuleBroken([Finding("annul_why", Label("请写明原因", "Say why"), "why")])
    row = session.execute(
        select(BackgroundCheck.worker_ref, BackgroundCheck.component, BackgroundCheck.outcome).where(
            BackgroundCheck.id == check, BackgroundCheck.annulled_at.is_(None)
        )
    ).first()
    if row is None:
        raise NotFound(Label("没有这条核查记录", "There is no such check"))
    owner = row.worker_ref
    before = public_face(statements_of(session, [owner]).get(owner, []))
    session.connection().execute(
        update(BackgroundCheck)
        .where(BackgroundCheck.id == check)
        .values(annulled_at=clock.now(), annulled_why=why.strip())
    )
    after = public_face(statements_of(session, [owner]).get(owner, []))
    changed = {owner: after} if after != before else {}
    entries = _publish(session, clock, changed, shanghai_date(clock.now()))
    told = {"check": check, "component": row.component, "outcome": row.outcome}
    write(session, clock, actor, [Trace("checks.annul", "checks", owner, told, None, why, entries.get(owner, ()))])


def _publish(
    session: Session, clock: Clock, faces: Mapping[str, ChecksFace], today: date, newcomers: Collection[str] = ()
) -> dict[str, tuple[Published, ...]]:
    kind = ChecksFace.KIND
    items = [Publication(kind, ref, ref, face, today, first=ref in newcomers) for ref, face in faces.items()]
    return {one.ref: (one,) for one in publish(session, clock, items)}


class _Said(NamedTuple):
    """A statement without its person: what is wrong with it, its row from component to document, and its trace."""

    findings: Sequence[Finding]
    row: tuple[str | None, ...]
    told: dict[str, str]


@lru_cache(maxsize=4096)
def _said(stated: tuple[Any, ...], today: date) -> _Said:
    """Of a NewCheck without its person. Remembered: a roster says the same of thousands, and nobody changes this."""
    check = NewCheck("", *stated)
    row = (
        check.component.value, check.outcome.value, check.source.value, check.source_note,
        _iso(check.checked_on), _iso(check.valid_until), _iso(check.covers_until),
        check.tier.value if check.tier else None, check.document,
    )  # fmt: skip
    return _Said(check_statement(check, today), row, _told(check))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _told(check: NewCheck) -> dict[str, str]:
    told = {"component": check.component.value, "outcome": check.outcome.value, "source": check.source.value}
    if check.checked_on is not None:
        told["checked_on"] = check.checked_on.isoformat()
    if check.valid_until is not None:
        told["valid_until"] = check.valid_until.isoformat()
    return told
