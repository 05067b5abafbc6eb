"""The only question that crosses to the private side for the public: is this the surname of the permit's holder?

It answers yes or no and nothing else. An unknown number and a wrong surname take the same path: one indexed read, one
decryption, one comparison (safety T3).
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.core.crypto import KeyRing
from registry.core.names import surname_matches
from registry.workers.models import Worker
from registry.workers.numbers import permit_index

# Compared with what was typed when there is no holder; a name like any other, so that the comparison costs the same.
_NOBODY = "欧阳佚名"

__all__ = ["permit_index", "surname_confirmed"]


def surname_confirmed(session: Session, keyring: KeyRing, permit_index: str, typed: str) -> bool:
    """Whether `typed` (characters or any pinyin reading) is the surname of the person whose permit number has this
    blind index (`permit_index(keyring, number)`)."""
    row = session.execute(
        select(Worker.ref, Worker.name, Worker.permit_number).where(Worker.permit_index == permit_index)
    ).first()
    if row is None:
        keyring.dummy_decrypt()
        surname_matches(_NOBODY, typed)
        return False
    # The token proves that the index was written for this very row.
    number = keyring.decrypt(row.permit_number, table="worker", column="permit_number", row=row.ref)
    return surname_matches(row.name, typed) and bool(number)
