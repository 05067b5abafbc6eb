"""What can be done to companies: register, change, rename, suspend, lift, withdraw, expel, correct.

Plural first: a roster goes through in a handful of statements. Whatever becomes public is published and traced in
the same transaction; nothing here commits.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.companies import access
from registry.companies.disclosure import CompanyFace
from registry.companies.queries import load, refs_by_uscc, version_days
from registry.companies.rules import (
    check_company,
    check_step,
    check_version_day,
    kept_names,
    settled_services,
    settled_source,
)
from registry.companies.states import CompanyState, MembershipStatus
from registry.companies.storing import store_changed, store_new
from registry.companies.tracing import masked
from registry.core.actor import COMPANY_ROLES, Actor
from registry.core.base import new_refs
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.identifiers import normalise_identifier
from registry.core.labels import Label
from registry.core.sources import ATTESTED, Source
from registry.record import actions as record
from registry.record import reading
from registry.record.actions import Publication
from registry.record.keys import Key, bind_many

OWN_TO_THE_REGISTER = frozenset({"uscc", "state", "state_from_on", "registered_on"})
CHANGEABLE = frozenset(each.name for each in dataclasses.fields(CompanyFace)) - OWN_TO_THE_REGISTER
CODE_TAKEN = Finding(
    "company_registered",
    Label("这个统一社会信用代码已经登记", "A company with this credit code is registered already"),
    "uscc",
)
UNKNOWN = Label("登记中没有这家企业", "No such company is registered")
_REASON = Finding("company_why", Label("请写明原因", "Give the reason"), "why")


@dataclass(frozen=True, slots=True)
class Change:
    """New values for some fields of one company; `effective_on` None means today."""

    ref: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    effective_on: date | None = None
    why: str = ""


def register_many(
    session: Session, actor: Actor, clock: Clock, rows: Sequence[Mapping[str, Any]], *, effective_on: date | None = None
) -> list[str]:
    """Register companies; returns their refs in the order of the rows.

    A row gives fields of CompanyFace except state and the register's own days; name, uscc, mode, membership and
    source are needed. Raises RuleBroken when a rule refuses any row, or a code is registered or comes twice.
    """
    access.require(actor, "companies.register")
    today = shanghai_date(clock.now())
    since = effective_on or today
    faces = [_new_face(row, since) for row in rows]
    for face in faces:
        access.require_source(actor, face.source)
    findings = [finding for face in faces for finding in check_company(face, today)]
    codes = [face.uscc for face in faces]
    if len(set(codes)) < len(codes) or refs_by_uscc(session, codes):
        findings.append(CODE_TAKEN)
    if findings:
        raise RuleBroken(findings)
    refs = new_refs(len(faces))
    store_new(session, dict(zip(refs, faces, strict=True)), dict.fromkeys(refs, since))
    bind_many(
        session,
        [Key("uscc", face.uscc, CompanyFace.KIND.name, ref, ref) for ref, face in zip(refs, faces, strict=True)],
    )
    entries = record.publish(
        session, clock, [_publication(ref, face, since) for ref, face in zip(refs, faces, strict=True)]
    )
    write(
        session,
        clock,
        actor,
        [
            Trace("companies.register", "company", ref, None, masked(face.fields()), entries=[entry])
            for ref, face, entry in zip(refs, faces, entries, strict=True)
        ],
    )
    session.flush()
    return refs


def register(
    session: Session, actor: Actor, clock: Clock, row: Mapping[str, Any], *, effective_on: date | None = None
) -> str:
    """Register one company and return its ref; see `register_many`."""
    return register_many(session, actor, clock, [row], effective_on=effective_on)[0]


def change_many(session: Session, actor: Actor, clock: Clock, changes: Sequence[Change]) -> list[str]:
    """Change companies from a day on; returns the refs of those that really changed, in order.

    A company whose values are what they were gets no version and no trace. A new name keeps the old one among the
    former names. Raises NotFound, and RuleBroken when a rule refuses a value or a day before the current version.
    """
    access.require(actor, "companies.change")
    return _apply(session, actor, clock, "companies.change", changes)


def change(session: Session, actor: Actor, clock: Clock, change: Change) -> bool:
    """Change one company; returns whether anything changed. See `change_many`."""
    return bool(change_many(session, actor, clock, [change]))


def rename(
    session: Session, actor: Actor, clock: Clock, ref: str, name: str, *, effective_on: date | None = None, why: str
) -> bool:
    """Give a company its new name; the old one stays among the former names with its last day."""
    access.require(actor, "companies.change")
    _require_reason(why)
    renaming = Change(ref, {"name": name}, effective_on, why)
    return bool(_apply(session, actor, clock, "companies.rename", [renaming]))


def suspend(
    session: Session, actor: Actor, clock: Clock, ref: str, *, effective_on: date | None = None, why: str
) -> None:
    """Suspend a registration. Raises RuleBroken when the state does not allow it."""
    _step(session, actor, clock, ref, CompanyState.SUSPENDED, effective_on, why)


def lift_suspension(
    session: Session, actor: Actor, clock: Clock, ref: str, *, effective_on: date | None = None, why: str
) -> None:
    """End a suspension. Raises RuleBroken when there is none."""
    _step(session, actor, clock, ref, CompanyState.APPROVED, effective_on, why)


def withdraw(
    session: Session, actor: Actor, clock: Clock, ref: str, *, effective_on: date | None = None, why: str
) -> None:
    """End a registration at the company's wish or because it no longer exists. Its page stays: nobody sheds a past."""
    _step(session, actor, clock, ref, CompanyState.WITHDRAWN, effective_on, why)


def expel(
    session: Session, actor: Actor, clock: Clock, ref: str, *, effective_on: date | None = None, why: str
) -> None:
    """End a registration by the association's decision; membership ends with it. The page stays."""
    _step(session, actor, clock, ref, CompanyState.EXPELLED, effective_on, why)


def correct(
    session: Session, actor: Actor, clock: Clock, ref: str, *, seq: int, changes: Mapping[str, Any], why: str
) -> None:
    """Put right what was wrong in record entry `seq` and in each later version that carried it.

    `changes` is {field: right value}. Raises RuleBroken when a mended version would break a rule, Conflict when
    nothing would change, NotFound for an unknown company.
    """
    access.require(actor, "companies.correct")
    _require_reason(why)
    before = _loaded(session, [ref])[ref]
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise ValueError(f"fields that cannot be corrected: {sorted(unknown)}")
    today = shanghai_date(clock.now())
    wrong = reading.entry_at(session, seq)
    if wrong is None or wrong.ref != ref or wrong.kind != CompanyFace.KIND.name:
        raise Conflict(Label("没有这一版本", "There is no such version"))
    mended = dataclasses.replace(wrong.face(CompanyFace), **changes)
    findings = check_company(mended, today)
    if findings:
        raise RuleBroken(findings)
    stored = {name: value for name, value in mended.fields().items() if name in changes}
    entries = record.correct(session, clock, kind=CompanyFace.KIND, ref=ref, seq=seq, changes=stored, basis=why)
    current = reading.current(session, CompanyFace.KIND.name, ref)
    if current is not None:
        after = current.face(CompanyFace)
        store_changed(session, {ref: before}, {ref: after}, {ref: current.effective_on})
    shown = {name: wrong.fields.get(name) for name in changes}
    trace = Trace("companies.correct", "company", ref, masked(shown), masked(stored), why, entries)
    write(session, clock, actor, [trace])
    session.flush()


def _step(
    session: Session, actor: Actor, clock: Clock, ref: str, to: CompanyState, effective_on: date | None, why: str
) -> None:
    permission = access.STATE_PERMISSION[to]
    access.require(actor, permission)
    _require_reason(why)
    state = _loaded(session, [ref])[ref].state
    findings = check_step(state, to)
    if findings:
        raise RuleBroken(findings)
    since = effective_on or shanghai_date(clock.now())
    fields: dict[str, Any] = {"state": to, "state_from_on": since}
    if to is CompanyState.EXPELLED:
        fields["membership"] = MembershipStatus.ENDED
    _apply(session, actor, clock, permission, [Change(ref, fields, since, why)], own=OWN_TO_THE_REGISTER)


def _apply(
    session: Session,
    actor: Actor,
    clock: Clock,
    action: str,
    changes: Sequence[Change],
    own: frozenset[str] = frozenset(),
) -> list[str]:
    today = shanghai_date(clock.now())
    refs = [change.ref for change in changes]
    if len(set(refs)) < len(refs):
        raise ValueError("one change per company")
    before = _loaded(session, refs)
    days = version_days(session, refs)
    after: dict[str, CompanyFace] = {}
    since: dict[str, date] = {}
    findings: list[Finding] = []
    for change in changes:
        unknown = set(change.fields) - CHANGEABLE - own
        if unknown:
            raise ValueError(f"fields that cannot be changed: {sorted(unknown)}")
        day = change.effective_on or today
        if actor.role in COMPANY_ROLES and not own:
            change = dataclasses.replace(change, fields={"source": Source.COMPANY, **change.fields})
        if "source" in change.fields:
            access.require_source(actor, change.fields["source"])
        face = _changed(before[change.ref], change, day, today, settle=not own)
        if face != before[change.ref]:
            findings += check_version_day(days[change.ref], day, today)
            if not own:  # a decision about the registration never waits for its contents to be put right
                findings += check_company(face, today)
            after[change.ref] = face
            since[change.ref] = day
    if findings:
        raise RuleBroken(findings)
    changed = [change for change in changes if change.ref in after]
    store_changed(session, before, after, since)
    entries = record.publish(
        session,
        clock,
        [_publication(change.ref, after[change.ref], since[change.ref], change.why) for change in changed],
    )
    traces = []
    for change, entry in zip(changed, entries, strict=True):
        old, new = before[change.ref].fields(), after[change.ref].fields()
        told = [name for name in new if new[name] != old[name]]
        shown = (masked({name: old[name] for name in told}), masked({name: new[name] for name in told}))
        traces.append(Trace(action, "company", change.ref, *shown, change.why, [entry]))
    write(session, clock, actor, traces)
    session.flush()
    return [change.ref for change in changed]


def _changed(before: CompanyFace, change: Change, day: date, today: date, *, settle: bool) -> CompanyFace:
    fields = dict(change.fields)
    if "services" in fields:
        fields["services"] = settled_services(fields["services"])
    if fields.get("name", before.name) != before.name and "former_names" not in fields:
        fields["former_names"] = kept_names(before, fields["name"], day)
    if settle:
        fields = settled_source(before, fields, today)
    return dataclasses.replace(before, **fields)


def _new_face(row: Mapping[str, Any], since: date) -> CompanyFace:
    fields = dict(row)
    fields["uscc"] = normalise_identifier(fields["uscc"])
    fields["services"] = settled_services(fields.get("services", ()))
    if fields["source"] in ATTESTED:
        fields.setdefault("verified_on", since)
    return CompanyFace(state=CompanyState.APPROVED, state_from_on=since, registered_on=since, **fields)


def _loaded(session: Session, refs: Sequence[str]) -> dict[str, CompanyFace]:
    found = load(session, refs)
    if len(found) < len(set(refs)):
        raise NotFound(UNKNOWN)
    return found


def _publication(ref: str, face: CompanyFace, since: date, why: str = "") -> Publication:
    return Publication(CompanyFace.KIND, ref, ref, face, since, why)


def _require_reason(why: str) -> None:
    if not why.strip():
        raise RuleBroken([_REASON])
