"""Keeping a photo, removing it, and writing all of them under a new key."""

import base64

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict
from registry.core.labels import Label
from registry.core.permissions import require
from registry.photos.access import PERMISSIONS
from registry.photos.models import Photo
from registry.photos.rules import digest_of
from registry.photos.showing import forget, show

REMOVAL_RULE = "PIPL-47"


def keep(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, worker_ref: str, image: bytes, *, shown: bool
) -> str:
    """Keep the picture that `rules.portrait` made, in place of an older one; returns its digest.

    `shown` says that the person consents to its being shown. Raises NotAllowed.
    """
    require(actor, PERMISSIONS["photos.keep"])
    before = session.scalar(select(Photo.digest).where(Photo.worker_ref == worker_ref))
    session.execute(delete(Photo).where(Photo.worker_ref == worker_ref))
    digest = digest_of(image)
    token = keyring.encrypt(base64.b64encode(image).decode(), table="photo", column="image", row=worker_ref)
    session.execute(
        insert(Photo), [{"worker_ref": worker_ref, "digest": digest, "image": token, "kept_at": clock.now()}]
    )
    entries = show(session, clock, [worker_ref]) if shown else []
    told = {"digest": digest, "shown": shown}
    had = {"digest": before} if before else None
    write(session, clock, actor, [Trace("photo.keep", "photo", worker_ref, had, told, "", entries, worker_ref)])
    return digest


def remove(session: Session, actor: Actor, clock: Clock, worker_ref: str, *, why: str = "") -> None:
    """Remove a person's photo everywhere. Raises Conflict when there is none, NotAllowed."""
    require(actor, PERMISSIONS["photos.keep"])
    before = session.scalar(select(Photo.digest).where(Photo.worker_ref == worker_ref))
    if before is None:
        raise Conflict(Label("没有照片", "There is no photo"))
    entries = forget(session, clock, worker_ref, rule=REMOVAL_RULE, asked_by="association")
    trace = Trace("photo.remove", "photo", worker_ref, {"digest": before}, None, why, entries, worker_ref)
    write(session, clock, actor, [trace])
