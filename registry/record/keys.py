"""Natural keys and door tokens: how a subject is found by what people hold in their hands."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from registry.core.bulk import insert_rows
from registry.core.prepared import Prepared
from registry.record.models import RecordKey

_COLUMNS = ("namespace", "key", "kind", "ref", "owner")


@dataclass(frozen=True, slots=True)
class KeyTarget:
    """The subject behind a key."""

    kind: str
    ref: str
    owner: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key to be bound: within its namespace it names one subject."""

    namespace: str
    key: str
    kind: str
    ref: str
    owner: str


def bind_many(session: Session, keys: Sequence[Key]) -> None:
    """Bind keys that are not bound yet. Raises IntegrityError when one is: rules must have refused it before."""
    insert_rows(session, RecordKey.__table__, _COLUMNS, [(k.namespace, k.key, k.kind, k.ref, k.owner) for k in keys])


def bind(session: Session, namespace: str, key: str, kind: str, ref: str, owner: str) -> None:
    """Bind one key; see `bind_many`."""
    bind_many(session, [Key(namespace, key, kind, ref, owner)])


# Built once: the door and every company page begin with this question.
_RESOLVE = Prepared(
    select(RecordKey.kind, RecordKey.ref, RecordKey.owner).where(
        RecordKey.namespace == bindparam("namespace"), RecordKey.key == bindparam("key")
    )
)

_RESOLVE_ANY = select(RecordKey.kind, RecordKey.ref, RecordKey.owner).where(
    RecordKey.namespace == bindparam("namespace"), RecordKey.key.in_(bindparam("keys", expanding=True))
)

# The namespace as an expression: as a bare column SQLite would walk all keys of it to find a few owners'.
_OF_OWNERS = select(RecordKey.owner, RecordKey.key).where(
    RecordKey.namespace.concat("") == bindparam("namespace"), RecordKey.owner.in_(bindparam("owners", expanding=True))
)


def resolve(session: Session, namespace: str, key: str) -> KeyTarget | None:
    """The subject of a key, or None. One indexed read whatever the answer."""
    row = _RESOLVE.first(session, {"namespace": namespace, "key": key})
    return None if row is None else KeyTarget(row.kind, row.ref, row.owner)


def resolve_any(session: Session, namespace: str, names: Sequence[str]) -> KeyTarget | None:
    """The subject that one of these keys names, or None; for what may be kept under an older index key. One indexed
    read whatever the answer."""
    if len(names) == 1:
        return resolve(session, namespace, names[0])
    row = session.connection().execute(_RESOLVE_ANY, {"namespace": namespace, "keys": list(names)}).first()
    return None if row is None else KeyTarget(row.kind, row.ref, row.owner)


def keys_of(session: Session, namespace: str, owners: Sequence[str]) -> dict[str, str]:
    """{owner: key} in one namespace, for links from lists."""
    rows = session.connection().execute(_OF_OWNERS, {"namespace": namespace, "owners": list(owners)})
    return {row.owner: row.key for row in rows}


def release(session: Session, namespace: str, ref: str) -> None:
    """Forget every key of a subject in one namespace."""
    session.execute(delete(RecordKey).where(RecordKey.ref == ref, RecordKey.namespace == namespace))


def release_kinds(session: Session, owner: str, kinds: Sequence[str]) -> None:
    """Forget every key of an owner's subjects of these kinds."""
    session.execute(delete(RecordKey).where(RecordKey.owner == owner, RecordKey.kind.in_(kinds)))


def give(session: Session, refs: Sequence[str], owner: str) -> None:
    """The keys of these subjects belong to another owner from now on; what they resolve to stays the same."""
    session.execute(update(RecordKey).where(RecordKey.ref.in_(refs)).values(owner=owner))
