"""Acts that take personal data out of the private tables: each by the name its trace bears, with the way to repeat it.

A slice that erases something the record does not hold adds its act here, or a restored backup brings it back.
"""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from registry.core.actor import SYSTEM
from registry.core.clock import Clock
from registry.core.errors import Conflict
from registry.photos.actions import remove as remove_photo

WHY = "erased after the backup that was restored"


def _photo(session: Session, clock: Clock, worker_ref: str) -> bool:
    try:
        remove_photo(session, SYSTEM, clock, worker_ref, why=WHY)
    except Conflict:
        return False
    return True


# {action: repeat(session, clock, subject ref) -> whether anything was left to erase}
PRIVATE: Mapping[str, Callable[[Session, Clock, str], bool]] = {"photo.remove": _photo}
