"""Showing a whole number, after the look at it was noted and committed: the only way to one at the office."""

from datetime import datetime

from sqlalchemy.orm import Session

from registry.core.actor import Actor
from registry.core.crypto import KeyRing
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND
from registry.looks.models import Look
from registry.looks.rules import SHOWN_FOR
from registry.looks.states import Seen
from registry.workers.models import Worker


def see(session: Session, actor: Actor, keyring: KeyRing, look_ref: str, now: datetime) -> str:
    """The value that a noted look is about; "" where the person has none.

    `session` must be another one than the look was written in: only what is committed can be read there. Raises
    NotFound for a look that is not there, is another's, or is older than SHOWN_FOR.
    """
    look = session.get(Look, look_ref)
    if look is None or look.actor != actor.ref or look.at < now - SHOWN_FOR:
        keyring.dummy_decrypt()
        raise NotFound(NOT_FOUND)
    worker = session.get(Worker, look.worker_ref)
    if worker is None:
        raise NotFound(NOT_FOUND)
    match Seen(look.seen):
        case Seen.ID_NUMBER:
            return keyring.decrypt(worker.id_number, table="worker", column="id_number", row=worker.ref)
        case Seen.PHONE if worker.phone is not None:
            return keyring.decrypt(worker.phone, table="worker", column="phone", row=worker.ref)
        case Seen.BIRTH_DATE:
            return worker.birth_on.isoformat()
    return ""
