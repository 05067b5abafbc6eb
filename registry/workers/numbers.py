"""The permit number of a person: one for life, never another's."""

from collections.abc import Mapping

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from registry.core.crypto import KeyRing, Purpose
from registry.core.errors import Conflict
from registry.core.labels import Label
from registry.core.permit_numbers import normalise_permit_number
from registry.record.reading import CHUNK
from registry.workers.models import Worker

TAKEN = Label("这个上门服务证号已属于另一个人", "This permit number belongs to another person")


def permit_index(keyring: KeyRing, number: str) -> str:
    """The blind index by which the record finds a permit (key namespace "permit")."""
    return keyring.blind_index(Purpose.PERMIT_NUMBER, number)


def encrypted_number(keyring: KeyRing, ref: str, number: str) -> tuple[bytes, str]:
    """(token, blind index) of a person's permit number."""
    plain = normalise_permit_number(number)
    return keyring.encrypt(plain, table="worker", column="permit_number", row=ref), permit_index(keyring, plain)


def give_numbers(session: Session, keyring: KeyRing, numbers: Mapping[str, str]) -> None:
    """Bind permit numbers to persons {ref: number} who have none yet; part of issuing, which writes the audit.

    Raises Conflict when a number belongs to another person.
    """
    if not numbers:
        return
    changes = []
    for ref, number in numbers.items():
        token, index = encrypted_number(keyring, ref, number)
        changes.append({"person": ref, "token": token, "index": index})
    indexes = [str(change["index"]) for change in changes]
    if len(set(indexes)) < len(indexes) or taken(session, indexes):
        raise Conflict(TAKEN)
    session.connection().execute(
        update(Worker)
        .where(Worker.ref == bindparam("person"), Worker.permit_number.is_(None))
        .values(permit_number=bindparam("token"), permit_index=bindparam("index")),
        changes,
    )


def taken(session: Session, indexes: list[str]) -> bool:
    """Whether any of these blind indexes belongs to somebody."""
    for at in range(0, len(indexes), CHUNK):
        query = select(Worker.ref).where(Worker.permit_index.in_(indexes[at : at + CHUNK])).limit(1)
        if session.scalar(query) is not None:
            return True
    return False
