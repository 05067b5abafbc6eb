"""Showing a person's photo to the public: which one may be shown now, and tickets that fetch it from an answer.

An answer at the door has no address of its own, so the picture in it is fetched by a ticket: the person, the digest
and an end, encrypted. What the ticket opens is asked of the record again, so consent taken back closes it at once.
"""

import base64
import binascii
from datetime import datetime, timedelta

from flask import Response, abort, make_response
from sqlalchemy.orm import Session

from registry.consents.disclosure import ConsentFace
from registry.core.base import to_micros
from registry.core.crypto import DecryptionRefused, KeyMissing, KeyRing
from registry.photos.disclosure import PhotoFace
from registry.photos.door import shown_picture
from registry.record import reading
from registry.record.reading import Entry

LASTS = timedelta(minutes=10)
_PLACE = {"table": "photo", "column": "ticket", "row": "door"}
_KINDS = (ConsentFace.KIND.name, PhotoFace.KIND.name)


def shown_digest(entries: list[Entry]) -> str | None:
    """The digest of the photo that may be shown, from a person's current entries: a photo, and consent to show it."""
    consent = next((entry.face(ConsentFace) for entry in entries if entry.kind == ConsentFace.KIND.name), None)
    photo = next((entry.face(PhotoFace) for entry in entries if entry.kind == PhotoFace.KIND.name), None)
    return photo.digest if photo is not None and consent is not None and consent.photo else None


def ticket(keyring: KeyRing, owner: str, digest: str, now: datetime) -> str:
    """What fetches this picture for LASTS from now: letters, digits, - and _."""
    text = f"{owner} {digest} {to_micros(now + LASTS)}"
    return base64.urlsafe_b64encode(keyring.encrypt(text, **_PLACE)).decode().rstrip("=")


def opened(keyring: KeyRing, given: str, now: datetime) -> tuple[str, str] | None:
    """(person, digest) of a ticket, or None for one that is none, was altered, or is over."""
    try:
        token = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))
        owner, digest, until = keyring.decrypt(token, **_PLACE).split(" ")
    except (binascii.Error, ValueError, DecryptionRefused, KeyMissing):
        return None
    return (owner, digest) if to_micros(now) < int(until) else None


def picture(session: Session, keyring: KeyRing, owner: str, digest: str | None = None) -> Response:
    """The photo of a person as it may be shown now, if it is still the one meant; otherwise there is no such page."""
    found = shown_digest(reading.current_of(session, [owner], _KINDS)[owner])
    image = shown_picture(session, keyring, owner, found) if found and digest in (None, found) else None
    if image is None:
        abort(404)
    response = make_response(image)
    response.mimetype = "image/jpeg"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response
