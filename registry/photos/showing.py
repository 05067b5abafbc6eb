"""Publishing that a photo may be shown, and taking it away: parts of keeping photos and of consent, which trace it."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry.core.clock import Clock, shanghai_date
from registry.photos.disclosure import PhotoFace
from registry.photos.models import Photo
from registry.record.actions import Publication, Published, publish
from registry.record.reading import CHUNK
from registry.record.redaction import redact_owner


def show(session: Session, clock: Clock, worker_refs: Sequence[str]) -> list[Published]:
    """Publish the digests of the photos held of these persons, whose consent to show them stands."""
    today = shanghai_date(clock.now())
    items = []
    for at in range(0, len(worker_refs), CHUNK):
        rows = session.execute(
            select(Photo.worker_ref, Photo.digest).where(Photo.worker_ref.in_(worker_refs[at : at + CHUNK]))
        )
        items += [Publication(PhotoFace.KIND, ref, ref, PhotoFace(digest), today) for ref, digest in rows]
    return publish(session, clock, items)


def forget(session: Session, clock: Clock, worker_ref: str, *, rule: str, asked_by: str) -> list[Published]:
    """Take a person's photo away: the picture, and from the record every digest there ever was."""
    session.execute(delete(Photo).where(Photo.worker_ref == worker_ref))
    return redact_owner(session, clock, owner=worker_ref, kinds=[PhotoFace.KIND], rule=rule, asked_by=asked_by)
