"""Giving and withdrawing consent. What consent allows is published, and what it allowed is erased, in the same act."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.consents.disclosure import ConsentFace
from registry.consents.models import Consent
from registry.consents.queries import withdrew
from registry.consents.rules import WITHDRAWAL_ASKED_BY, WITHDRAWAL_RULE, Given, check_given
from registry.consents.states import Channel, Scope
from registry.core.actor import Actor
from registry.core.base import neighbouring_refs, new_refs, to_micros
from registry.core.bulk import insert_rows
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import Conflict, RuleBroken
from registry.core.labels import Label
from registry.photos.showing import forget, show
from registry.record import reading
from registry.record.actions import Publication, Published, publish
from registry.record.keys import Key, bind_many
from registry.record.kinds import KINDS, Kind
from registry.record.models import RecordEntry
from registry.record.redaction import redact_owner
from registry.workers.disclosure import WorkerFace
from registry.workers.entered import NOBODY, Newcomers
from registry.workers.listing import listed_faces

PAGE_KEYS = "worker_page"  # namespace of the unguessable addresses of listed persons' pages
_COLUMNS = (
    "ref", "worker_ref", "scope", "form_on", "notice_version", "channel", "given_at", "withdrawn_at",
    "withdrawn_channel", "evidence",
)  # fmt: skip
_Standing = dict[str, dict[Scope, tuple[date, str]]]


def give_many(
    session: Session, actor: Actor, clock: Clock, given: Sequence[Given], *, newcomers: Newcomers = NOBODY
) -> list[str]:
    """Record consents; returns the refs of persons who are listed from now on.

    A scope whose consent stands already is passed over. An employer's word never undoes a person's withdrawal: it is
    passed over too. `newcomers` are persons entered in this transaction, who have said nothing yet and are not looked
    up. Raises RuleBroken for a word that does not count.

    Certificates and credits held back so far are of a later slice: the caller publishes them next, with
    `registry.qualifications.actions.publish_held(session, actor, clock, <returned refs>)`.
    """
    today = shanghai_date(clock.now())
    findings = [finding for one in given for finding in check_given(one, today)]
    if findings:
        raise RuleBroken(findings)
    fresh, standing = _fresh(session, given, newcomers)
    if not fresh:
        return []
    at = to_micros(clock.now())
    insert_rows(
        session,
        Consent.__table__,
        _COLUMNS,
        [
            (
                ref, one.worker_ref, one.scope.value, _day(one).isoformat(), one.notice_version.strip(),
                one.channel.value, at, None, None, one.evidence.strip() or None,
            )
            for ref, one in zip(neighbouring_refs(len(fresh)), fresh, strict=True)
        ],
    )  # fmt: skip
    by_person: dict[str, list[Given]] = {}
    for one in fresh:
        by_person.setdefault(one.worker_ref, []).append(one)
        standing.setdefault(one.worker_ref, {})[one.scope] = (_day(one), one.notice_version.strip())
    listed_now = [ref for ref, ones in by_person.items() if any(one.scope is Scope.LISTING for one in ones)]
    entries = _publish(session, clock, list(by_person), standing, listed_now, today, newcomers)
    pictured = [ref for ref, ones in by_person.items() if any(one.scope is Scope.PHOTO for one in ones)]
    for entry in show(session, clock, pictured):
        entries[entry.owner].append(entry)
    tokens = new_refs(len(listed_now))
    kind = WorkerFace.KIND.name
    bind_many(session, [Key(PAGE_KEYS, token, kind, ref, ref) for ref, token in zip(listed_now, tokens, strict=True)])
    traces = [Trace("consent.give", "consent", ref, None, _told(by_person[ref]), "", entries[ref]) for ref in by_person]
    write(session, clock, actor, traces)
    return listed_now


def withdraw(
    session: Session,
    actor: Actor,
    clock: Clock,
    worker_ref: str,
    *,
    channel: Channel,
    scopes: Collection[Scope] = tuple(Scope),
    why: str = "",
) -> set[Scope]:
    """Take back the consents to these scopes (default: all that stand), at once; returns those taken back.

    Being listed ends in this transaction: every listed entry of the person ends, all its versions are erased from the
    record, and the address of the page is forgotten. So does being shown on a photo, and the photo with it. Raises
    Conflict when no such consent stands.
    """
    rows = session.execute(
        select(Consent.ref, Consent.scope, Consent.form_on, Consent.notice_version).where(
            Consent.worker_ref == worker_ref, Consent.withdrawn_at.is_(None)
        )
    ).all()
    leaving = {row.ref: Scope(row.scope) for row in rows if Scope(row.scope) in scopes}
    if not leaving:
        raise Conflict(Label("没有可以撤回的同意", "There is no consent to withdraw"))
    session.connection().execute(
        update(Consent)
        .where(Consent.ref.in_(list(leaving)))
        .values(withdrawn_at=clock.now(), withdrawn_channel=channel.value)
    )
    staying = {Scope(row.scope): (row.form_on, row.notice_version) for row in rows if row.ref not in leaving}
    notices = staying or {Scope(row.scope): (row.form_on, row.notice_version) for row in rows}
    today = shanghai_date(clock.now())
    face = _face(staying, notices)
    entries = publish(session, clock, [Publication(face.KIND, worker_ref, worker_ref, face, today)])
    if Scope.LISTING in leaving.values():
        entries += redact_owner(
            session,
            clock,
            owner=worker_ref,
            kinds=_listed_kinds(session, worker_ref),
            rule=WITHDRAWAL_RULE,
            asked_by=WITHDRAWAL_ASKED_BY,
        )
    if Scope.PHOTO in leaving.values():
        # The picture itself goes too: whoever takes back this consent is not kept on file with a face.
        entries += forget(session, clock, worker_ref, rule=WITHDRAWAL_RULE, asked_by=WITHDRAWAL_ASKED_BY)
    taken = sorted(leaving.values())
    before = {"scopes": sorted(Scope(row.scope).value for row in rows)}
    after = {"scopes": sorted(scope.value for scope in staying), "channel": channel.value}
    write(session, clock, actor, [Trace("consent.withdraw", "consent", worker_ref, before, after, why, entries)])
    return set(taken)


def _listed_kinds(session: Session, worker_ref: str) -> list[Kind]:
    """The kinds of everything ever listed of a person that holds personal data, whichever slice it comes from."""
    names = session.scalars(
        select(RecordEntry.kind).where(RecordEntry.owner == worker_ref, RecordEntry.listed).distinct()
    )
    # A kind without personal fields, the redaction mark above all, is not the person's to take back.
    return [KINDS[name] for name in sorted(names) if KINDS[name].personal]


def _fresh(session: Session, given: Sequence[Given], newcomers: Collection[str]) -> tuple[list[Given], _Standing]:
    """The consents that add something, and what stands already."""
    people = sorted({one.worker_ref for one in given if one.worker_ref not in newcomers})
    standing: _Standing = {}
    for at in range(0, len(people), reading.CHUNK):
        rows = session.execute(
            select(Consent.worker_ref, Consent.scope, Consent.form_on, Consent.notice_version).where(
                Consent.worker_ref.in_(people[at : at + reading.CHUNK]), Consent.withdrawn_at.is_(None)
            )
        )
        for row in rows:
            standing.setdefault(row.worker_ref, {})[Scope(row.scope)] = (row.form_on, row.notice_version)
    passed_on = sorted(
        {one.worker_ref for one in given if one.channel is Channel.ROSTER and one.worker_ref not in newcomers}
    )
    unwilling = withdrew(session, passed_on)
    fresh: dict[tuple[str, Scope], Given] = {}
    for one in given:
        if one.scope in standing.get(one.worker_ref, {}):
            continue
        if one.channel is Channel.ROSTER and one.worker_ref in unwilling:
            continue
        fresh.setdefault((one.worker_ref, one.scope), one)
    return list(fresh.values()), standing


def _publish(
    session: Session,
    clock: Clock,
    people: list[str],
    standing: _Standing,
    listed_now: list[str],
    today: date,
    newcomers: Newcomers,
) -> dict[str, list[Published]]:
    items = []
    for ref in people:
        face = _face(standing[ref], standing[ref])
        items.append(Publication(face.KIND, ref, ref, face, today, first=ref in newcomers))
    faces = listed_faces(session, listed_now, today, newcomers)
    items += [Publication(face.KIND, ref, ref, face, today, first=ref in newcomers) for ref, face in faces.items()]
    entries: dict[str, list[Published]] = {}
    for one in publish(session, clock, items):
        entries.setdefault(one.owner, []).append(one)
    return entries


def _face(standing: Mapping[Scope, tuple[date, str]], notices: Mapping[Scope, tuple[date, str]]) -> ConsentFace:
    _, notice = max(notices.values())
    return _face_of(frozenset(standing), notice)


@lru_cache(maxsize=1024)
def _face_of(scopes: frozenset[Scope], notice: str) -> ConsentFace:
    return ConsentFace(**{scope.value: scope in scopes for scope in Scope}, notice_version=notice)


def _day(one: Given) -> date:
    assert one.form_on is not None  # check_given refuses a consent without the day of its form
    return one.form_on


def _told(ones: Sequence[Given]) -> dict[str, list[str]]:
    return _told_of(tuple((one.scope, one.channel, _day(one), one.notice_version, one.evidence) for one in ones))


@lru_cache(maxsize=1024)
def _told_of(ones: tuple[tuple[Scope, Channel, date, str, str], ...]) -> dict[str, list[str]]:
    """Remembered: a roster says the same of thousands, and nobody changes what it reads here."""
    return {
        "scopes": sorted(scope.value for scope, *_ in ones),
        "channels": sorted({channel.value for _, channel, *_ in ones}),
        "form_on": sorted({day.isoformat() for _, _, day, *_ in ones}),
        "notice_version": sorted({notice for _, _, _, notice, _ in ones}),
        "evidence": sorted({evidence for *_, evidence in ones if evidence}),
    }
