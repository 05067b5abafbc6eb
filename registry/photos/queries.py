"""Reads of photos for the desks."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.core.crypto import KeyRing
from registry.photos.door import opened
from registry.photos.models import Photo


def picture_of(session: Session, keyring: KeyRing, worker_ref: str) -> bytes | None:
    """The JPEG held of a person, if any."""
    token = session.scalar(select(Photo.image).where(Photo.worker_ref == worker_ref))
    return None if token is None else opened(keyring, worker_ref, token)


def has_picture(session: Session, worker_ref: str) -> bool:
    """Whether there is one."""
    return session.scalar(select(Photo.worker_ref).where(Photo.worker_ref == worker_ref)) is not None
