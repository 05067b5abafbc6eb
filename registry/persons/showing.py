"""The record after files changed: versions repeated under the right owner, and each file shown as its tables say."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.background_checks.disclosure import NOTHING, ChecksFace
from registry.background_checks.queries import statements_of
from registry.background_checks.rules import public_face
from registry.consents.actions import PAGE_KEYS
from registry.consents.disclosure import ConsentFace
from registry.consents.models import Consent
from registry.consents.states import Scope
from registry.core.base import new_ref
from registry.core.clock import Clock, shanghai_date
from registry.eligibility.disclosure import LinesFace
from registry.eligibility.queries import facts_of
from registry.eligibility.rules import face_of
from registry.photos.disclosure import PhotoFace
from registry.photos.models import Photo
from registry.qualifications.disclosure import CreditFace
from registry.qualifications.ledger import credit_faces
from registry.record import keys, reading
from registry.record.actions import Publication, Published, publish
from registry.record.kinds import KINDS, Kind
from registry.record.models import RecordEntry, RecordSide
from registry.record.redaction import RedactionTarget, redact
from registry.workers.disclosure import WorkerFace
from registry.workers.listing import listed_faces

_OWN = (WorkerFace, ConsentFace, ChecksFace, LinesFace, CreditFace, PhotoFace)  # one of each per person, by its ref


def repeat(
    session: Session, clock: Clock, kinds: Sequence[Kind], refs: Sequence[str], to: str, basis: str
) -> list[Published]:
    """Repeat every version of these subjects under another owner; each points at the one it corrects.

    The owner of a version is in its head and cannot be changed: this is a correction like any other (design point 4).
    """
    items = []
    for kind in kinds:
        for ref in refs:
            newest = {entry.effective_on: entry for entry in reading.history(session, kind.name, ref)}
            items += [
                Publication(kind, ref, to, entry.fields, day, basis, entry.seq)
                for day, entry in newest.items()
                if entry.fields and entry.owner != to
            ]
    return publish(session, clock, items)


def take_down(
    session: Session, clock: Clock, kind: Kind, refs: Sequence[str], *, rule: str, asked_by: str
) -> list[Published]:
    """End what is published of these subjects and erase every version of it."""
    today = shanghai_date(clock.now())
    shown = [entry for ref in refs if (entry := reading.current(session, kind.name, ref))]
    entries = publish(session, clock, [Publication(kind, one.ref, one.owner, None, today, rule) for one in shown])
    held = session.execute(
        select(RecordEntry.seq, RecordSide.document)
        .join(RecordSide, RecordSide.seq == RecordEntry.seq)
        .where(RecordEntry.kind == kind.name, RecordEntry.ref.in_(refs))
        .order_by(RecordEntry.seq)
    )
    targets = [RedactionTarget(row.seq) for row in held if row.document != "{}"]
    return entries + (redact(session, clock, targets=targets, rule=rule, asked_by=asked_by) if targets else [])


def show_as_it_is(session: Session, clock: Clock, ref: str, *, judged: bool) -> list[Published]:
    """Publish what has changed of the one-per-person faces; a listed person gets an address if there is none.

    `judged`: the person, under whichever file, passed the gate once. What consent no longer allows was taken down by
    the withdrawal itself, before.
    """
    today = shanghai_date(clock.now())
    current = {entry.kind: entry for entry in reading.current_of(session, [ref], [one.KIND.name for one in _OWN])[ref]}
    wanted = _wanted(session, ref, judged, today, current)
    items = [
        Publication(face.KIND, ref, ref, face, today)
        for face in wanted
        if face.KIND.name not in current or current[face.KIND.name].fields != face.fields()
    ]
    kept = {face.KIND.name for face in wanted}
    items += [Publication(KINDS[name], ref, ref, None, today) for name in sorted(set(current) - kept)]
    entries = publish(session, clock, items)
    if WorkerFace.KIND.name in kept and ref not in keys.keys_of(session, PAGE_KEYS, [ref]):
        keys.bind(session, PAGE_KEYS, new_ref(), WorkerFace.KIND.name, ref, ref)
    return entries


def _wanted(session: Session, ref: str, judged: bool, today: date, shown: Collection[str]) -> list[Any]:
    """The faces that the tables call for. Checks and lines that are nothing are said only to whom something was."""
    rows = session.execute(
        select(Consent.scope, Consent.form_on, Consent.notice_version, Consent.withdrawn_at).where(
            Consent.worker_ref == ref
        )
    ).all()
    standing = {Scope(row.scope) for row in rows if row.withdrawn_at is None}
    faces: list[Any] = []
    if rows:
        notices = [row for row in rows if row.withdrawn_at is None] or rows
        notice = max((row.form_on, row.notice_version) for row in notices)[1]
        faces.append(ConsentFace(**{scope.value: scope in standing for scope in Scope}, notice_version=notice))
    if Scope.LISTING in standing:
        faces += [*listed_faces(session, [ref], today).values(), *credit_faces(session, [ref], today).values()]
    checks = public_face(statements_of(session, [ref]).get(ref, []))
    if checks != NOTHING or ChecksFace.KIND.name in shown:
        faces.append(checks)
    lines = face_of(facts_of(session, [ref])[ref], today, judged=judged)
    if lines != LinesFace() or LinesFace.KIND.name in shown:
        faces.append(lines)
    digest = session.scalar(select(Photo.digest).where(Photo.worker_ref == ref))
    if Scope.PHOTO in standing and digest:
        faces.append(PhotoFace(digest))
    return faces


def was_judged(session: Session, worker_refs: Sequence[str]) -> bool:
    """Whether one of these files passed the gate."""
    found = reading.current_of(session, list(worker_refs), [LinesFace.KIND.name])
    return any(entry.face(LinesFace).confirmed is not None for entries in found.values() for entry in entries)
