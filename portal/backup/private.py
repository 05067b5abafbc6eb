"""Acts that take personal data out of the private tables: each by the name its trace bears, with the way to repeat it.

A slice that erases something the record does not hold adds its act here, or a restored backup brings it back.
"""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from registry.core.actor import SYSTEM
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotFound
from registry.photos.actions import remove as remove_photo
from registry.rights.actions import anonymise

WHY = "erased after the backup that was restored"


def _photo(session: Session, clock: Clock, _: KeyRing, worker_ref: str) -> bool:
    try:
        remove_photo(session, SYSTEM, clock, worker_ref, why=WHY)
    except Conflict:
        return False
    return True


def _person(session: Session, clock: Clock, keyring: KeyRing, worker_ref: str) -> bool:
    """Raises Conflict when the backup still knows the person at work: a keeper must end that first."""
    try:
        anonymise(session, SYSTEM, clock, keyring, worker_ref, why=WHY)
    except NotFound:
        return False
    return True


Repeat = Callable[[Session, Clock, KeyRing, str], bool]

# {action: repeat(session, clock, keyring, subject ref) -> whether anything was left to erase}. Raises Conflict: stuck.
PRIVATE: Mapping[str, Repeat] = {"photo.remove": _photo, "worker.anonymise": _person}
