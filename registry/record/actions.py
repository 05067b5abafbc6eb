"""Appending to the record, in the acting transaction: publish, correct, redact.

Callers hold the write unit; nothing here commits. Every caller writes its audit rows with what these return.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from registry.core.base import new_ref, to_micros
from registry.core.behind import behind_of
from registry.core.bulk import insert_rows
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import Conflict, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.record import reading
from registry.record.canonical import Canon
from registry.record.kinds import KINDS, Face, Kind
from registry.record.leaf import SALT_BYTES, Head, seal
from registry.record.models import RecordCurrent, RecordEntry, RecordLog, RecordSide

_TICK = timedelta(microseconds=1)
_END = "record.end"

AHEAD = Finding(
    "record.ahead",
    Label(
        "记录的生效日不能晚于今天；将来的事写在内容的起止日期里",
        "An entry cannot take effect after today; what is decided ahead carries its dates inside",
    ),
    "effective_on",
)


class Publication(NamedTuple):
    """One version to append. `face` is a Face, ready fields, or None for the end of the subject's publication.

    `first` promises that the subject has no version yet, and saves asking; the key of `current` refuses a false one.
    """

    kind: Kind
    ref: str
    owner: str
    face: Face | Mapping[str, Any] | None
    effective_on: date
    basis: str = ""
    corrects: int | None = None
    first: bool = False


class Published(NamedTuple):
    """What was appended: its position and the hash that stands there."""

    seq: int
    leaf_hash: bytes
    kind: str
    ref: str
    owner: str


def publish(session: Session, clock: Clock, items: Sequence[Publication]) -> list[Published]:
    """Append the items in order and move `current`; one call for many is the fast path.

    Raises RuleBroken when an item takes effect after today in Shanghai, holds what the record does not admit or is
    too large, and Conflict when an end is published for what is not there.
    """
    if not items:
        return []
    log, seq, last = _end(session)
    moment = max(clock.now(), last + _TICK) if last else clock.now()
    at, today = to_micros(moment), shanghai_date(moment)
    faces = [_fields(item) for item in items]
    random = secrets.token_bytes(SALT_BYTES * sum(len(fields) for fields in faces))
    drawn = 0
    canon = Canon()
    standing = _standing(session, items)
    known = set(standing)
    entries: list[tuple[Any, ...]] = []
    sides: list[tuple[int, str]] = []
    published: list[Published] = []
    for item, fields in zip(items, faces, strict=True):
        seq += 1
        kind = item.kind
        subject = (kind.name, item.ref)
        row = standing.get(subject)
        if not fields and (row is None or row.ended):
            raise Conflict(Label("没有可以结束的公示", "There is no publication to end"))
        version = row.versions + 1 if row else 1
        if item.effective_on > today and item.effective_on > shanghai_date(moment):
            raise RuleBroken([AHEAD])
        head = Head(
            log, seq, kind.name, kind.listed, item.ref, item.owner, version,
            item.effective_on, moment, item.corrects, item.basis,
        )  # fmt: skip
        salts = SALT_BYTES * len(fields)
        leaf = seal(head, fields, random[drawn : drawn + salts], canon)
        drawn += salts
        day = item.effective_on.isoformat()
        entries.append(
            (
                seq, kind.name, kind.listed, item.ref, item.owner, version, day, at, item.corrects, item.basis,
                leaf.content, leaf.hash,
            )
        )  # fmt: skip
        sides.append((seq, leaf.side))
        standing[subject] = _moved(row, item, day, fields, seq, version)
        published.append(Published(seq, leaf.hash, kind.name, item.ref, item.owner))
        moment += _TICK
        at += 1
    behind = behind_of(session)
    if behind is not None:
        behind.notes[_END] = (log, seq, moment - _TICK)
    insert_rows(session, RecordEntry.__table__, _ENTRY, entries)
    insert_rows(session, RecordSide.__table__, _SIDE, sides)
    insert_rows(
        session, RecordCurrent.__table__, Standing._fields, [row for key, row in standing.items() if key not in known]
    )
    _keep_current(session, [standing[key].moved() for key in known])
    return published


def correct(
    session: Session, clock: Clock, *, kind: Kind, ref: str, seq: int, changes: Mapping[str, Any], basis: str
) -> list[Published]:
    """Replace wrong values of entry `seq` and of each later version that carried them (design point 4).

    `changes` is {field: right value in stored form}. Each replaced version gets a new one with its own effective_on
    that points at it; versions that say something else already are left alone. Raises Conflict when the entry is
    not a version of this subject or nothing would change.
    """
    versions = reading.history(session, kind.name, ref)
    wrong = next((entry for entry in versions if entry.seq == seq), None)
    if wrong is None:
        raise Conflict(Label("没有这一版本", "There is no such version"))
    items = []
    for entry in _winners(versions):
        if entry.effective_on < wrong.effective_on or entry.ended:
            continue
        mended = {
            name: value
            for name, value in changes.items()
            if name in entry.fields and entry.fields[name] == wrong.fields.get(name) and entry.fields[name] != value
        }
        if mended:
            fields = {**entry.fields, **mended}
            items.append(Publication(kind, ref, entry.owner, fields, entry.effective_on, basis, entry.seq))
    if not items:
        raise Conflict(Label("没有需要更正的内容", "There is nothing to correct"))
    return publish(session, clock, items)


def _winners(versions: Iterable[reading.Entry]) -> list[reading.Entry]:
    """The version that speaks for each effective day, in order: an overshadowed one must not be repeated,
    or correcting it would bring back what the later one of the same day had changed."""
    by_day: dict[date, reading.Entry] = {}
    for entry in versions:
        by_day[entry.effective_on] = entry
    return list(by_day.values())


def rebuild_current(session: Session) -> int:
    """Write `current` anew from the entries alone; returns the number of subjects. For repair and for its proof."""
    session.query(RecordCurrent).delete()
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for kind, found in projected(session):
        rows[kind, found["ref"]] = found
    _keep_current(session, list(rows.values()))
    return len(rows)


def projected(session: Session) -> Iterable[tuple[str, dict[str, Any]]]:
    """What `current` should hold, worked out from entries and side documents: (kind, row), once per subject."""
    best: dict[tuple[str, str], dict[str, Any]] = {}
    rows = session.execute(
        select(
            RecordEntry.kind, RecordEntry.ref, RecordEntry.owner, RecordEntry.seq, RecordEntry.effective_on,
            RecordEntry.listed,
        ).order_by(RecordEntry.seq)
    )  # fmt: skip
    for kind, ref, owner, seq, effective_on, listed in rows:
        row = best.get((kind, ref))
        newer = row is None or effective_on >= row["effective_on"]
        versions = row["versions"] + 1 if row else 1
        if newer:
            best[kind, ref] = {
                "kind": kind, "ref": ref, "owner": owner, "seq": seq, "effective_on": effective_on, "listed": listed,
                "versions": versions, "ended": False, "link": None,
            }  # fmt: skip
        elif row is not None:
            row["versions"] = versions
    for (kind, _), row in best.items():
        entry = reading.entry_at(session, row["seq"])
        if entry is not None:
            row["ended"] = entry.ended
            link = KINDS[kind].link if kind in KINDS else None
            row["link"] = entry.fields.get(link) if link else None
        yield kind, row


def _end(session: Session) -> tuple[str, int, datetime | None]:
    """(log, position, moment of the newest entry): read inside the unit, or noted while its inserts run behind."""
    behind = behind_of(session)
    if behind is not None and _END in behind.notes:
        noted: tuple[str, int, datetime | None] = behind.notes[_END]
        return noted
    log = _log(session)
    last = session.execute(
        select(RecordEntry.seq, RecordEntry.recorded_at).order_by(RecordEntry.seq.desc()).limit(1)
    ).first()
    return (log, last.seq, last.recorded_at) if last else (log, 0, None)


def chain_end(session: Session) -> dict[str, Any]:
    """The end of the record as rows made elsewhere continue it (registry/core/elsewhere.py). Inside the unit."""
    return {_END: _end(session)}


def _log(session: Session) -> str:
    found = reading.log_id(session)
    if not found:
        found = new_ref()
        session.execute(insert(RecordLog), [{"id": 1, "log_id": found}])
    return found


def _fields(item: Publication) -> Mapping[str, Any]:
    if item.face is None:
        return {}
    return item.face.fields() if isinstance(item.face, Face) else item.face


_ENTRY = (
    "seq", "kind", "listed", "ref", "owner", "version", "effective_on", "recorded_at", "corrects", "basis",
    "leaf", "leaf_hash",
)  # fmt: skip
_SIDE = ("seq", "document")


class Standing(NamedTuple):
    """A row of `current` as it is stored: `effective_on` is ISO text, which sorts as days do."""

    kind: str
    ref: str
    owner: str
    seq: int
    effective_on: str
    versions: int
    listed: bool
    ended: bool
    link: str | None

    def moved(self) -> dict[str, Any]:
        """The row as the statement takes it that overwrites what stands."""
        return {**self._asdict(), "effective_on": date.fromisoformat(self.effective_on)}


def _moved(
    row: Standing | None, item: Publication, day: str, fields: Mapping[str, Any], seq: int, version: int
) -> Standing:
    """The subject's current row after this version: the newest (effective_on, seq) speaks."""
    if row is not None and row.effective_on > day:
        return row._replace(versions=version)
    kind = item.kind
    link = fields.get(kind.link) if kind.link else None
    return Standing(kind.name, item.ref, item.owner, seq, day, version, kind.listed, not fields, link)


_STANDING = select(*(RecordCurrent.__table__.c[name] for name in Standing._fields)).where(
    RecordCurrent.kind == bindparam("kind"), RecordCurrent.ref.in_(bindparam("refs", expanding=True))
)


def _standing(session: Session, items: Sequence[Publication]) -> dict[tuple[str, str], Standing]:
    """Current rows of the items' subjects. Asked kind by kind, because the key of `current` begins with the kind."""
    refs: dict[str, set[str]] = {}
    for item in items:
        if not item.first:
            refs.setdefault(item.kind.name, set()).add(item.ref)
    found = {}
    for kind, wanted in refs.items():
        ordered = sorted(wanted)
        for at in range(0, len(ordered), reading.CHUNK):
            values = {"kind": kind, "refs": ordered[at : at + reading.CHUNK]}
            for row in session.connection().execute(_STANDING, values):
                found[row.kind, row.ref] = Standing(
                    row.kind, row.ref, row.owner, row.seq, row.effective_on.isoformat(), row.versions, row.listed,
                    row.ended, row.link,
                )  # fmt: skip
    return found


def _keep_current(session: Session, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(RecordCurrent)
    moving = ("owner", "seq", "effective_on", "versions", "listed", "ended", "link")
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["kind", "ref"], set_={name: getattr(statement.excluded, name) for name in moving}
        ),
        rows,
    )
