"""The second and last crossing to the private side for the public: the picture that an entry of the record names.

The caller has read the digest from the current record; a picture that is not that very one is not given out.
"""

import base64

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.core.crypto import KeyRing
from registry.photos.models import Photo


def shown_picture(session: Session, keyring: KeyRing, worker_ref: str, digest: str) -> bytes | None:
    """The JPEG of this digest, or None when this person has no such picture (any more)."""
    row = session.execute(select(Photo.image).where(Photo.worker_ref == worker_ref, Photo.digest == digest)).first()
    return None if row is None else opened(keyring, worker_ref, row.image)


def opened(keyring: KeyRing, worker_ref: str, token: bytes) -> bytes:
    """The JPEG in a stored token. Raises DecryptionRefused, KeyMissing."""
    return base64.b64decode(keyring.decrypt(token, table="photo", column="image", row=worker_ref))
