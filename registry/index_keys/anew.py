"""Computing blind indexes anew under another key: from the encrypted column beside them, or as the table asks for.

Nothing here needs a memory larger than a batch, and nothing commits: it is one transaction, with the change of the key.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Table, bindparam, delete, select, update
from sqlalchemy.orm import Session

from registry.consents.actions import PAGE_KEYS
from registry.core.crypto import DecryptionRefused, KeyMissing, KeyRing, Purpose
from registry.core.errors import RegistryError
from registry.core.indexed import beside, indexed_tables, own_ways
from registry.core.labels import Label
from registry.index_keys.queries import CARD_KEYS
from registry.permits.actions import PERMIT_KEYS
from registry.permits.models import CardSecret
from registry.record.models import RecordKey
from registry.rosters.known import indexes_of
from registry.rosters.models import RosterNewcomer
from registry.rosters.worker_rows import WorkerLine
from registry.workers.models import Worker

BATCH = 2000
_PLAIN_KEYS = ("uscc", PAGE_KEYS)  # namespaces whose keys are no indexes
_PURPOSES = {"card_token": Purpose.CARD_TOKEN, "card_code": Purpose.CARD_CODE}


def compute_anew(session: Session, keyring: KeyRing) -> dict[str, int]:
    """Every index of the register that can be had again; returns {table: rows written}.

    Raises RegistryError, naming the row, for a value that cannot be read, and for an index of which nobody has said how
    it is to be had again: rather no new key than a person who is not found.
    """
    _refuse_unknown(session)
    done: dict[str, int] = {}
    for table in indexed_tables():
        if beside(table):
            done[str(table.name)] = _beside(session, keyring, table)
    for name, own in OWN_WAYS.items():
        done[name] = own(session, keyring)
    return {name: count for name, count in done.items() if count}


def _refuse_unknown(session: Session) -> None:
    columns = {f"{table.name}.{name}" for table in indexed_tables() for name in own_ways(table)}
    namespaces = set(session.scalars(select(RecordKey.namespace).distinct()))
    missed = [*(columns - COVERED), *(namespaces - {*_PLAIN_KEYS, *CARD_KEYS, PERMIT_KEYS})]
    if missed:
        names = ", ".join(sorted(missed))
        raise RegistryError(Label(f"不知道如何重算索引：{names}", f"no way to compute these indexes anew: {names}"))


def _beside(session: Session, keyring: KeyRing, table: Table) -> int:
    """Indexes of encrypted columns of the same row, with the keys of the record that repeat them."""
    (key,) = table.primary_key.columns
    columns = beside(table)
    change = update(table).where(key == bindparam("at")).values({name: bindparam(f"new_{name}") for name, _ in columns})
    pairs = [table.c[name] for name, _ in columns] + [table.c[made.of] for _, made in columns]
    done = 0
    for rows in _batches(session, key, *pairs):
        changes: list[dict[str, Any]] = []
        moved: list[dict[str, Any]] = []
        for ref, *values in rows:
            new: dict[str, Any] = {"at": ref}
            olds, tokens = values[: len(columns)], values[len(columns) :]
            for (name, made), old, token in zip(columns, olds, tokens, strict=True):
                index = None
                if token is not None:
                    index = keyring.blind_index(made.purpose, _plain(keyring, table.name, made.of, ref, token))
                new[f"new_{name}"] = index
                if made.namespace and old is not None:
                    moved.append({"of": made.namespace, "was": old, "now": index})
            changes.append(new)
        session.connection().execute(change, changes)
        if moved:
            session.connection().execute(_MOVE, moved)
        done += len(changes)
    return done


_MOVE = (
    update(RecordKey)
    .where(RecordKey.namespace == bindparam("of"), RecordKey.key == bindparam("was"))
    .values(key=bindparam("now"))
)
_RENAME = (
    update(RecordKey)
    .where(RecordKey.namespace == bindparam("of"), RecordKey.ref == bindparam("card"))
    .values(key=bindparam("now"))
)


def _batches(session: Session, key: Column[Any], *columns: Any) -> Iterator[list[tuple[Any, ...]]]:
    after = ""
    while rows := session.execute(select(key, *columns).where(key > after).order_by(key).limit(BATCH)).all():
        yield [tuple(row) for row in rows]
        after = rows[-1][0]


def _plain(keyring: KeyRing, table: str, column: str, ref: str, token: bytes) -> str:
    try:
        return keyring.decrypt(token, table=table, column=column, row=ref)
    except (DecryptionRefused, KeyMissing) as problem:
        said = problem.message
        where = f"{table}.{column} {ref}"
        raise RegistryError(Label(f"{where}：{said.zh}", f"{where}: {said.en}")) from problem


def _record_keys(session: Session, keyring: KeyRing) -> int:
    """Cards that are in use. The door finds a dead one, whose secrets are gone, under the key that it was printed with.

    Numbers follow their persons. One that is nobody's any more answers nobody, and what is left of it, an index of a
    number that is easily guessed, goes.
    """
    table = CardSecret.__table__
    assert isinstance(table, Table)
    done = 0
    for rows in _batches(session, table.c.card_ref, table.c.token, table.c.code):
        changes = [
            {
                "of": namespace, "card": ref,
                "now": keyring.blind_index(
                    _PURPOSES[namespace],
                    _plain(keyring, table.name, column, ref, token if column == "token" else code),
                ),
            }
            for ref, token, code in rows
            for namespace, column in CARD_KEYS.items()
        ]  # fmt: skip
        session.connection().execute(_RENAME, changes)
        done += len(changes)
    held = select(Worker.ref).where(Worker.permit_index == RecordKey.key).exists()
    session.connection().execute(delete(RecordKey).where(RecordKey.namespace == PERMIT_KEYS, ~held))
    return done


def _newcomers(session: Session, keyring: KeyRing) -> int:
    """Whom rosters named and who waits: the row that the company filed lies encrypted beside."""
    table = RosterNewcomer.__table__
    assert isinstance(table, Table)
    change = (
        update(table).where(table.c.ref == bindparam("at")).values(person=bindparam("who"), permit=bindparam("shown"))
    )
    done = 0
    for rows in _batches(session, table.c.ref, table.c.sealed, table.c.permit):
        changes = []
        for ref, token, permit in rows:
            if token is None:
                continue
            text = _plain(keyring, table.name, "sealed", ref, token)
            made = indexes_of(keyring, WorkerLine.unpacked(text.encode()))
            changes.append({"at": ref, "who": made.person, "shown": made.permit if permit else None})
        if changes:
            session.connection().execute(change, changes)
        done += len(changes)
    return done


# Columns whose indexes are had again in a way of their own; a person's code by none: only its paper holds it, and it is
# looked up under retired keys too until it is over (workers.codes).
COVERED = {"record_key.key", "roster_newcomer.person", "roster_newcomer.permit", "worker_code.code_index"}
OWN_WAYS: Mapping[str, Callable[[Session, KeyRing], int]] = {"record_key": _record_keys, "roster_newcomer": _newcomers}
