"""Entering persons, changing their particulars, mending an identity. Nothing here makes anybody public."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.base import neighbouring_refs, to_micros
from registry.core.bulk import insert_rows
from registry.core.clock import Clock, shanghai_date
from registry.core.contact_numbers import check_phone, normalise_phone
from registry.core.crypto import KeyRing, Purpose
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.identifiers import check_id_number, id_birth_date, id_sex, normalise_identifier
from registry.core.labels import Label
from registry.core.masking import mask_birth_date, mask_id_number, mask_name, mask_permit_number, mask_phone
from registry.core.names import clean_name
from registry.core.sources import Source
from registry.record import reading
from registry.record.actions import Publication, Published, publish
from registry.record.reading import CHUNK
from registry.workers.disclosure import WorkerFace
from registry.workers.entered import Entered, Newcomers
from registry.workers.listing import listed_faces, mend_listed
from registry.workers.models import Worker
from registry.workers.numbers import TAKEN, encrypted_number
from registry.workers.numbers import taken as number_taken
from registry.workers.rules import NewWorker, check_name, check_worker, errors_of

IDENTITY_BASIS = "身份证号登记有误，依本人证件更正"  # what a public correction says
KNOWN = Label("这个身份证号已经登记", "This ID number is registered already")
_COLUMNS = (
    "ref", "name", "sex", "birth_on", "native_province", "id_number", "id_index", "phone", "phone_index",
    "permit_number", "permit_index", "source", "registered_on", "registered_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorkerChange:
    """New particulars of a registered person; None leaves a field as it is."""

    ref: str
    name: str | None = None
    phone: str | None = None
    native_province: str | None = None
    source: Source | None = None


def register_many(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, people: Sequence[NewWorker]
) -> list[str]:
    """Enter persons and return their refs, in order; see `enter_many`."""
    return list(enter_many(session, actor, clock, keyring, people))


def enter_many(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    people: Sequence[NewWorker],
    *,
    asked_for: bool = False,
) -> Newcomers:
    """Enter persons and return them in order. `asked_for` promises that the caller found none of their ID and permit
    numbers in this transaction, and saves asking again; the keys of the table refuse a false one.

    Raises RuleBroken for wrong particulars, Conflict when an ID number or a permit number is registered already or
    stands twice among `people`.
    """
    now, today = clock.now(), shanghai_date(clock.now())
    _refuse(finding for person in people for finding in check_worker(person, today))
    refs = neighbouring_refs(len(people))
    made = [_entered(keyring, ref, person, today, to_micros(now)) for ref, person in zip(refs, people, strict=True)]
    ids = [row[6] for row, _, _ in made]
    _refuse_taken(session, ids, [one.permit_index for _, one, _ in made if one.permit_index], asked_for=asked_for)
    insert_rows(session, Worker.__table__, _COLUMNS, [row for row, _, _ in made])
    write(session, clock, actor, [trace for _, _, trace in made])
    return {ref: one for ref, (_, one, _) in zip(refs, made, strict=True)}


def register(session: Session, actor: Actor, clock: Clock, keyring: KeyRing, person: NewWorker) -> str:
    """Enter one person; see `register_many`."""
    return register_many(session, actor, clock, keyring, [person])[0]


def change_many(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, changes: Sequence[WorkerChange], *, why: str = ""
) -> None:
    """Change names, phones, native provinces or the supplier of persons; who is listed now gets a new listed face.

    Raises RuleBroken for a wrong name or phone, NotFound for an unknown person.
    """
    _refuse(finding for change in changes for finding in _check_change(change))
    before = _particulars(session, [change.ref for change in changes])
    updates = [_updated(keyring, change, before[change.ref]) for change in changes]
    if not updates:
        return
    names = ("name", "phone", "phone_index", "native_province", "source")
    session.connection().execute(
        update(Worker)
        .where(Worker.ref == bindparam("person"))
        .values({name: bindparam(f"new_{name}") for name in names}),
        updates,
    )
    entries = _relist(session, clock, [change.ref for change in changes])
    write(
        session,
        clock,
        actor,
        [
            Trace(
                "worker.change", "worker", change.ref, before=_masked_before(keyring, before[change.ref], change),
                after=_masked_after(change), why=why, entries=entries.get(change.ref, ()),
            )
            for change in changes
        ],
    )  # fmt: skip


def correct_identity(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, ref: str, id_number: str, *, why: str
) -> list[Published]:
    """Replace a wrongly entered ID number, and with it birthday and sex; the person stays the same. Every listed
    version is corrected by a new one that points at it; returns those entries. The trace keeps both numbers masked.

    Raises RuleBroken for a wrong number, Conflict when it is another person's, NotFound for an unknown person.
    """
    today = shanghai_date(clock.now())
    _refuse(check_id_number(id_number, today=today))
    plain = normalise_identifier(id_number)
    old = _particulars(session, [ref])[ref]
    index = keyring.blind_index(Purpose.ID_NUMBER, plain)
    if index != old["id_index"]:
        _refuse_taken(session, [index], [])
    session.connection().execute(
        update(Worker)
        .where(Worker.ref == ref)
        .values(
            id_number=keyring.encrypt(plain, table="worker", column="id_number", row=ref),
            id_index=index,
            birth_on=id_birth_date(plain),
            sex=id_sex(plain).value,
        )
    )
    entries = mend_listed(session, clock, ref, IDENTITY_BASIS)
    was = keyring.decrypt(old["id_number"], table="worker", column="id_number", row=ref)
    before, after = {"id_number": mask_id_number(was)}, {"id_number": mask_id_number(plain)}
    write(session, clock, actor, [Trace("worker.correct_identity", "worker", ref, before, after, why, entries)])
    return entries


def _entered(
    keyring: KeyRing, ref: str, person: NewWorker, today: date, at: int
) -> tuple[tuple[Any, ...], Entered, Trace]:
    """A person's row, what later verbs need of it, and the trace, whose values are masked."""
    number = normalise_identifier(person.id_number)
    name, sex, born = clean_name(person.name), id_sex(number), id_birth_date(number)
    phone, phone_index = _phone(keyring, ref, person.phone) if person.phone else (None, None)
    permit, permit_index = (
        encrypted_number(keyring, ref, person.permit_number) if person.permit_number else (None, None)
    )
    row = (
        ref, name, sex.value, born.isoformat(), person.native_province,
        keyring.encrypt(number, table="worker", column="id_number", row=ref),
        keyring.blind_index(Purpose.ID_NUMBER, number),
        phone, phone_index, permit, permit_index, person.source.value, today.isoformat(), at,
    )  # fmt: skip
    told = {
        "name": mask_name(person.name),
        "id_number": mask_id_number(number),
        "birth_on": mask_birth_date(born),
        "phone": mask_phone(person.phone) if person.phone else None,
        "permit_number": mask_permit_number(person.permit_number) if person.permit_number else None,
        "source": person.source.value,
    }
    one = Entered(name, sex, born, person.native_province, today, permit_index)
    return row, one, Trace("worker.register", "worker", ref, after=told)


def _phone(keyring: KeyRing, ref: str, phone: str) -> tuple[bytes, str]:
    plain = normalise_phone(phone)
    return keyring.encrypt(plain, table="worker", column="phone", row=ref), keyring.blind_index(Purpose.PHONE, plain)


def _refuse(findings: Iterable[Finding]) -> None:
    errors = errors_of(list(findings))
    if errors:
        raise RuleBroken(errors)


def _refuse_taken(session: Session, ids: list[str], permits: list[str], *, asked_for: bool = False) -> None:
    if len(set(ids)) < len(ids):
        raise Conflict(KNOWN)
    if len(set(permits)) < len(permits):
        raise Conflict(TAKEN)
    if asked_for:
        return
    if number_taken(session, permits):
        raise Conflict(TAKEN)
    for at in range(0, len(ids), CHUNK):
        if session.scalar(select(Worker.ref).where(Worker.id_index.in_(ids[at : at + CHUNK])).limit(1)) is not None:
            raise Conflict(KNOWN)


def _check_change(change: WorkerChange) -> list[Finding]:
    findings = check_name(change.name) if change.name is not None else []
    return findings + (check_phone(change.phone) if change.phone is not None else [])


def _particulars(session: Session, refs: Sequence[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    table = Worker.__table__
    for at in range(0, len(refs), CHUNK):
        for row in session.execute(select(table).where(table.c.ref.in_(refs[at : at + CHUNK]))).mappings():
            found[row["ref"]] = dict(row)
    if len(found) < len(set(refs)):
        raise NotFound(Label("没有这个人", "There is no such person"))
    return found


def _updated(keyring: KeyRing, change: WorkerChange, old: Mapping[str, Any]) -> dict[str, Any]:
    phone, index = old["phone"], old["phone_index"]
    if change.phone is not None:
        phone, index = _phone(keyring, change.ref, change.phone)
    return {
        "person": change.ref,
        "new_name": old["name"] if change.name is None else clean_name(change.name),
        "new_phone": phone,
        "new_phone_index": index,
        "new_native_province": old["native_province"] if change.native_province is None else change.native_province,
        "new_source": old["source"] if change.source is None else change.source.value,
    }


def _masked_before(keyring: KeyRing, old: Mapping[str, Any], change: WorkerChange) -> dict[str, Any]:
    before: dict[str, Any] = {}
    if change.name is not None:
        before["name"] = mask_name(old["name"])
    if change.phone is not None and old["phone"]:
        before["phone"] = mask_phone(keyring.decrypt(old["phone"], table="worker", column="phone", row=change.ref))
    if change.native_province is not None:
        before["native_province"] = old["native_province"]
    if change.source is not None:
        before["source"] = old["source"]
    return before


def _masked_after(change: WorkerChange) -> dict[str, Any]:
    after: dict[str, Any] = {}
    if change.name is not None:
        after["name"] = mask_name(change.name)
    if change.phone is not None:
        after["phone"] = mask_phone(change.phone)
    if change.native_province is not None:
        after["native_province"] = change.native_province
    if change.source is not None:
        after["source"] = change.source.value
    return after


def _relist(session: Session, clock: Clock, refs: Sequence[str]) -> dict[str, list[Published]]:
    """New listed faces for those among `refs` who are listed now and read differently than before."""
    today = shanghai_date(clock.now())
    kind = WorkerFace.KIND
    listed = {
        owner: entries[0].fields
        for owner, entries in reading.current_of(session, list(refs), [kind.name]).items()
        if entries
    }
    faces = listed_faces(session, list(listed), today)
    items = [Publication(kind, ref, ref, face, today) for ref, face in faces.items() if face.fields() != listed[ref]]
    return {one.ref: [one] for one in publish(session, clock, items)}
