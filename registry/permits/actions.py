"""Issuing permits and deciding about them. The number lives on the person; the record finds a permit by its index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.cases.actions import use_decision
from registry.cases.states import CaseKind, Outcome
from registry.core.actor import KEEPER, Actor
from registry.core.base import neighbouring_refs, to_micros
from registry.core.bulk import insert_rows
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import require
from registry.core.permit_numbers import check_permit_number, new_permit_number
from registry.core.sources import Source
from registry.permits.access import PERMISSIONS
from registry.permits.disclosure import PermitFace
from registry.permits.models import Permit
from registry.permits.queries import permits_of
from registry.permits.rules import NewPermit, after, check_permit
from registry.permits.states import PUBLISHED, Act, PermitState
from registry.record.actions import Publication, Published, publish
from registry.record.keys import Key, bind_many
from registry.record.reading import CHUNK
from registry.workers.entered import NOBODY, Newcomers
from registry.workers.models import Worker
from registry.workers.numbers import give_numbers, permit_index
from registry.workers.queries import joined_into

PERMIT_KEYS = "permit"  # namespace of the record's keys: blind index of the number -> permit
KIND = PermitFace.KIND
_COLUMNS = (
    "ref", "worker_ref", "state", "valid_from", "valid_until", "issuer", "source", "decision_final", "recorded_at",
)  # fmt: skip
ON_DECISION = Label(
    "须先有案件的决定，暂停和吊销须两人办理", "This takes the decision of a case, and two people for a sanction"
)
NOT_NOW = Label("证件目前的状态不允许这样做", "The permit's state does not allow this now")


@dataclass(frozen=True, slots=True)
class PermitChange:
    """What is stated anew about a permit; None leaves a field as it is."""

    ref: str
    valid_from: date | None = None
    valid_until: date | None = None
    issuer: str | None = None
    source: Source | None = None


def issue_many(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    permits: Sequence[NewPermit],
    *,
    newcomers: Newcomers = NOBODY,
) -> list[str]:
    """Enter permits and, unless only applied for, publish them. Returns their refs, in order. `newcomers` are persons
    entered in this transaction, who have no permit yet and are not looked up.

    One person, one number, one permit, for life: raises Conflict when a person has a permit or another number already,
    or the number is another person's; RuleBroken for wrong particulars; NotFound for an unknown person; NotAllowed.
    """
    require(actor, PERMISSIONS["permits.enter"])
    findings = [finding for one in permits for finding in check_permit(one)]
    findings += [finding for one in permits if one.number for finding in check_permit_number(one.number)]
    if findings:
        raise RuleBroken(findings)
    people = [one.worker_ref for one in permits]
    if len(set(people)) < len(people) or permits_of(session, [ref for ref in people if ref not in newcomers]):
        raise Conflict(Label("此人已有上门服务证", "This person has a permit already"))
    indexes = _numbers(session, keyring, permits, newcomers)
    today, at = shanghai_date(clock.now()), to_micros(clock.now())
    refs = neighbouring_refs(len(permits))
    rows = [
        (
            ref, one.worker_ref, one.state.value, _iso(one.valid_from), _iso(one.valid_until), one.issuer.strip(),
            one.source.value, False, at,
        )
        for ref, one in zip(refs, permits, strict=True)
    ]  # fmt: skip
    insert_rows(session, Permit.__table__, _COLUMNS, rows)
    faces = {
        ref: PermitFace(
            one.state, one.valid_from, one.valid_until, one.issuer.strip() or None, one.source, False
        ).fields()
        for ref, one in zip(refs, permits, strict=True)
    }
    public = [(ref, one) for ref, one in zip(refs, permits, strict=True) if one.state in PUBLISHED]
    items = [Publication(KIND, ref, one.worker_ref, faces[ref], today, first=True) for ref, one in public]
    entries = {one.ref: (one,) for one in publish(session, clock, items)}
    bind_many(
        session, [Key(PERMIT_KEYS, indexes[one.worker_ref], KIND.name, ref, one.worker_ref) for ref, one in public]
    )
    write(
        session,
        clock,
        actor,
        [
            Trace("permit.issue", "permit", ref, after=faces[ref], entries=entries.get(ref, ()), about=one.worker_ref)
            for ref, one in zip(refs, permits, strict=True)
        ],
    )
    return refs


def grant(session: Session, actor: Actor, clock: Clock, ref: str, *, why: str = "", case: str | None = None) -> None:
    """Grant a permit that was applied for; from now on its number answers. `case` is the decided application, without
    which only the keeper of the register may grant. Raises Conflict, NotFound, NotAllowed.
    """
    require(actor, PERMISSIONS["permits.grant"])
    row = _row(session, ref)
    if after(PermitState(row["state"]), Act.GRANT) is None:
        raise Conflict(NOT_NOW)
    index = session.scalar(select(Worker.permit_index).where(Worker.ref == row["worker_ref"]))
    bind_many(session, [Key(PERMIT_KEYS, str(index), KIND.name, ref, row["worker_ref"])])
    entries = _act(session, actor, clock, row, Act.GRANT, why)
    _by_decision(session, actor, clock, ref, CaseKind.PERMIT_APPLICATION, case, entries)


def hand_out(session: Session, actor: Actor, clock: Clock, ref: str, *, why: str = "") -> None:
    """Note that an issued permit reached the person. Raises Conflict, NotFound, NotAllowed."""
    require(actor, PERMISSIONS["permits.print"])
    _act(session, actor, clock, _row(session, ref), Act.HAND_OUT, why)


def suspend(
    session: Session, actor: Actor, clock: Clock, ref: str, *, why: str, final: bool = False, case: str | None = None
) -> None:
    """Suspend an active permit; `final` once the decision can no longer be appealed. `case` is the decision of two
    people, without which only the keeper of the register may do it. Raises Conflict, NotFound, NotAllowed.
    """
    require(actor, PERMISSIONS["permits.suspend"])
    entries = _act(session, actor, clock, _row(session, ref), Act.SUSPEND, why, decision_final=final)
    _by_decision(session, actor, clock, ref, CaseKind.PERMIT_SUSPENSION, case, entries)


def lift(session: Session, actor: Actor, clock: Clock, ref: str, *, why: str) -> None:
    """Lift a suspension, or a revocation that is not final yet. Raises Conflict, NotFound, NotAllowed."""
    require(actor, PERMISSIONS["permits.lift"])
    _act(session, actor, clock, _row(session, ref), Act.LIFT, why)


def revoke(
    session: Session, actor: Actor, clock: Clock, ref: str, *, why: str, final: bool = False, case: str | None = None
) -> None:
    """Revoke a permit; `final` and `case` as in `suspend`. Raises Conflict, NotFound, NotAllowed."""
    require(actor, PERMISSIONS["permits.revoke"])
    entries = _act(session, actor, clock, _row(session, ref), Act.REVOKE, why, decision_final=final)
    _by_decision(session, actor, clock, ref, CaseKind.PERMIT_REVOCATION, case, entries)


def settle(session: Session, actor: Actor, clock: Clock, ref: str, *, why: str) -> None:
    """Note that the suspension or revocation in force has become final. Raises Conflict, NotFound, NotAllowed."""
    require(actor, PERMISSIONS["permits.settle"])
    row = _row(session, ref)
    if PermitState(row["state"]) not in (PermitState.SUSPENDED, PermitState.REVOKED) or row["decision_final"]:
        raise Conflict(NOT_NOW)
    _store(session, actor, clock, "permit.settle", {ref: row}, {ref: {**row, "decision_final": True}}, why)


def extend(session: Session, actor: Actor, clock: Clock, ref: str, *, valid_until: date, why: str = "") -> None:
    """Give a permit a later last day. Raises RuleBroken when it is not later, Conflict, NotFound, NotAllowed."""
    require(actor, PERMISSIONS["permits.extend"])
    row = _row(session, ref)
    if row["valid_until"] is not None and valid_until <= row["valid_until"]:
        message = Label("新的有效期应晚于原有效期", "The new last day is to be later than the old one")
        raise RuleBroken([Finding("permit_extension", message, "valid_until")])
    _act(session, actor, clock, row, Act.EXTEND, why, valid_until=valid_until)


def restate_many(
    session: Session, actor: Actor, clock: Clock, changes: Sequence[PermitChange], *, why: str = ""
) -> None:
    """State days, issuer or supplier of permits anew, as a roster does; decisions stay. Raises NotFound, RuleBroken,
    NotAllowed."""
    require(actor, PERMISSIONS["permits.enter"])
    old = _rows(session, [change.ref for change in changes])
    new = {}
    for change in changes:
        given = {
            "valid_from": change.valid_from,
            "valid_until": change.valid_until,
            "issuer": change.issuer,
            "source": change.source.value if change.source else None,
        }
        new[change.ref] = old[change.ref] | {name: value for name, value in given.items() if value is not None}
    stated = [NewPermit("", valid_from=row["valid_from"], valid_until=row["valid_until"]) for row in new.values()]
    findings = [finding for one in stated for finding in check_permit(one)]
    if findings:
        raise RuleBroken(findings)
    _store(session, actor, clock, "permit.restate", old, new, why)


def _numbers(session: Session, keyring: KeyRing, permits: Sequence[NewPermit], newcomers: Newcomers) -> dict[str, str]:
    """{person: blind index of their number}, after giving a number to whoever has none yet."""
    people = [one.worker_ref for one in permits]
    held = {ref: newcomers[ref].permit_index for ref in people if ref in newcomers}
    asked = [ref for ref in people if ref not in held]
    for at in range(0, len(asked), CHUNK):
        rows = session.execute(select(Worker.ref, Worker.permit_index).where(Worker.ref.in_(asked[at : at + CHUNK])))
        held.update({row.ref: row.permit_index for row in rows})
    if len(held) < len(people):
        raise NotFound(Label("没有这个人", "There is no such person"))
    fresh = {}
    for one in permits:
        index = held[one.worker_ref]
        if index is None:
            fresh[one.worker_ref] = one.number or new_permit_number()
        elif one.number and permit_index(keyring, one.number) != index:
            raise Conflict(
                Label("此人已有另一个证号，证号终身不变", "This person has another number, and it is for life")
            )
    give_numbers(session, keyring, fresh)
    given = {ref: permit_index(keyring, number) for ref, number in fresh.items()}
    return given | {ref: index for ref, index in held.items() if index is not None}


def _act(
    session: Session,
    actor: Actor,
    clock: Clock,
    row: Mapping[str, Any],
    act: Act,
    why: str,
    *,
    decision_final: bool | None = None,
    valid_until: date | None = None,
) -> list[Published]:
    state = after(PermitState(row["state"]), act, decision_final=row["decision_final"])
    if state is None or joined_into(session, row["worker_ref"]) is not None:
        raise Conflict(NOT_NOW)
    # A decision's finality goes with it: extending a suspended permit leaves it, any other act starts from nothing.
    final = row["decision_final"] if act is Act.EXTEND else bool(decision_final)
    new = {
        **row,
        "state": state.value,
        "decision_final": final,
        "valid_until": valid_until or row["valid_until"],
    }
    return _store(session, actor, clock, f"permit.{act.value}", {row["ref"]: row}, {row["ref"]: new}, why)


def _by_decision(
    session: Session,
    actor: Actor,
    clock: Clock,
    ref: str,
    kind: CaseKind,
    case: str | None,
    entries: Sequence[Published],
) -> None:
    """Use the decision behind an act. Raises NotAllowed without one, or when one person alone made what takes two."""
    if case is None:
        if actor.role not in KEEPER:
            raise NotAllowed(ON_DECISION)
        return
    found = use_decision(
        session, actor, clock, case, kind=kind, subject_ref=ref, outcome=Outcome.APPROVED, entries=entries
    )
    if kind is not CaseKind.PERMIT_APPLICATION and found.proposed_by in (None, found.decided_by):
        raise NotAllowed(ON_DECISION)


def _store(
    session: Session,
    actor: Actor,
    clock: Clock,
    action: str,
    old: Mapping[str, Mapping[str, Any]],
    new: Mapping[str, Mapping[str, Any]],
    why: str,
) -> list[Published]:
    """Write changed permits, publish those that are public, and trace."""
    names = ("state", "valid_from", "valid_until", "issuer", "source", "decision_final")
    rows = [{"permit": ref, **{f"new_{name}": row[name] for name in names}} for ref, row in new.items()]
    if not rows:
        return []
    session.connection().execute(
        update(Permit)
        .where(Permit.ref == bindparam("permit"))
        .values({name: bindparam(f"new_{name}") for name in names}),
        rows,
    )
    today = shanghai_date(clock.now())
    published = publish(
        session,
        clock,
        [
            Publication(KIND, ref, row["worker_ref"], _face(row), today)
            for ref, row in new.items()
            if PermitState(row["state"]) in PUBLISHED
        ],
    )
    entries = {one.ref: (one,) for one in published}
    traces = [
        Trace(
            action, "permit", ref, _face(old[ref]).fields(), _face(row).fields(), why, entries.get(ref, ()),
            row["worker_ref"],
        )
        for ref, row in new.items()
    ]  # fmt: skip
    write(session, clock, actor, traces)
    return published


def _face(row: Mapping[str, Any]) -> PermitFace:
    return PermitFace(
        PermitState(row["state"]), row["valid_from"], row["valid_until"], row["issuer"] or None, Source(row["source"]),
        bool(row["decision_final"]),
    )  # fmt: skip


def _row(session: Session, ref: str) -> dict[str, Any]:
    return _rows(session, [ref])[ref]


def _rows(session: Session, refs: Sequence[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    table = Permit.__table__
    for at in range(0, len(refs), CHUNK):
        for row in session.execute(select(table).where(table.c.ref.in_(refs[at : at + CHUNK]))).mappings():
            found[row["ref"]] = dict(row)
    if len(found) < len(set(refs)):
        raise NotFound(Label("没有这张上门服务证", "There is no such permit"))
    return found


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
