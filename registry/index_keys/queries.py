"""Which index key is in force, which others are needed, and which key a register without a note was written with."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.core.clock import Clock
from registry.core.crypto import IndexKeyMissing, KeyRing
from registry.core.indexed import beside, indexed_tables
from registry.index_keys.models import IndexKey
from registry.index_keys.states import KeyState
from registry.permits.actions_cards import CODE_KEYS, TOKEN_KEYS
from registry.permits.models import CardSecret
from registry.record.models import RecordKey
from registry.workers.models import WorkerCode

CARD_KEYS = {TOKEN_KEYS: "token", CODE_KEYS: "code"}  # {namespace: the secret's column of card_secret}


def in_force(session: Session) -> str | None:
    """The proof of the key in force, or None while none was noted."""
    return session.scalar(select(IndexKey.proof).where(IndexKey.state == KeyState.IN_FORCE))


def needed(session: Session) -> list[str]:
    """The proofs of all keys that a process must hold, the one in force first."""
    return list(session.scalars(select(IndexKey.proof).order_by(IndexKey.state, IndexKey.since)))


def only_on_paper(session: Session, clock: Clock) -> tuple[int, int]:
    """(keys of cards whose secrets are not kept, codes of persons that are unused and in date): what no change of the
    index key can reach, because nobody but the holder has the plain value."""
    cards = select(func.count()).where(
        RecordKey.namespace.in_(CARD_KEYS),
        ~select(CardSecret.card_ref).where(CardSecret.card_ref == RecordKey.ref).exists(),
    )
    codes = select(func.count()).where(WorkerCode.used_at.is_(None), WorkerCode.expires_at > clock.now())
    return int(session.scalar(cards) or 0), int(session.scalar(codes) or 0)


def written_with(session: Session, keyring: KeyRing) -> str:
    """The proof of the key of the ring that the register's indexes were made with; of the first when it has none yet.

    Raises IndexKeyMissing when no key of the ring made them.
    """
    for table in indexed_tables():
        for name, made in beside(table):
            (key,), column = table.primary_key.columns, table.c[name]
            row = session.execute(
                select(key, table.c[made.of], column).where(column.is_not(None)).order_by(key).limit(1)
            ).first()
            if row is None:
                continue
            ref, token, index = row
            plain = keyring.decrypt(token, table=table.name, column=made.of, row=ref)
            indexes = keyring.blind_indexes(made.purpose, plain)
            if index not in indexes:
                raise IndexKeyMissing()
            return keyring.index_proofs[indexes.index(index)]
    return keyring.index_proof
