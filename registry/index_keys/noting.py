"""Noting the index key of a register that was written before keys were noted. Nothing about anybody changes by it."""

from sqlalchemy.orm import Session

from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.index_keys.models import IndexKey
from registry.index_keys.queries import in_force, written_with
from registry.index_keys.states import KeyState


def note_index_key(session: Session, clock: Clock, keyring: KeyRing) -> str:
    """The proof of the key in force, noted first where none was: the one that the register's indexes were made with.

    Raises IndexKeyMissing when the ring does not hold it.
    """
    found = in_force(session)
    if found is None:
        found = written_with(session, keyring)
        session.add(IndexKey(proof=found, state=KeyState.IN_FORCE.value, since=clock.now(), retired_at=None))
        session.flush()
    return found
