"""Keeping and removing the photo of somebody whom the actor may act for."""

from sqlalchemy.orm import Session

from registry.consents.queries import standing_scopes
from registry.consents.states import Scope
from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.photos.actions import keep, remove
from registry.workers.people import require_own_people


def keep_photo(session: Session, actor: Actor, clock: Clock, keyring: KeyRing, worker_ref: str, image: bytes) -> str:
    """Keep a picture made by `photos.rules.portrait`; it is shown to the public only if its person agreed to that.

    Returns its digest. Raises NotFound for another company's person, NotAllowed.
    """
    require_own_people(session, actor, [worker_ref])
    agreed = Scope.PHOTO in standing_scopes(session, [worker_ref]).get(worker_ref, set())
    return keep(session, actor, clock, keyring, worker_ref, image, shown=agreed)


def remove_photo(session: Session, actor: Actor, clock: Clock, worker_ref: str, *, why: str = "") -> None:
    """Remove the picture everywhere. Raises Conflict when there is none, NotFound, NotAllowed."""
    require_own_people(session, actor, [worker_ref])
    remove(session, actor, clock, worker_ref, why=why)
