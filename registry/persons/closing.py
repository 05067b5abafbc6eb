"""What becomes of the private row of a file that is closed, and of its permit number."""

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from registry.core.base import new_ref
from registry.core.clock import Clock
from registry.core.crypto import KeyRing, Purpose
from registry.core.masking import mask_name
from registry.workers.models import Worker, WorkerCode, WorkerJoin
from registry.workers.numbers import encrypted_number


def give_number(session: Session, keyring: KeyRing, from_ref: str, to_ref: str) -> None:
    """The permit number of one person becomes another's, who had none in force."""
    giver = session.get_one(Worker, from_ref, populate_existing=True)
    if giver.permit_number is None:
        return
    number = keyring.decrypt(giver.permit_number, table="worker", column="permit_number", row=from_ref)
    session.execute(update(Worker).where(Worker.ref == from_ref).values(permit_number=None, permit_index=None))
    token, index = encrypted_number(keyring, to_ref, number)
    session.execute(update(Worker).where(Worker.ref == to_ref).values(permit_number=token, permit_index=index))
    session.expire_all()


def close_file(session: Session, clock: Clock, keyring: KeyRing, case_ref: str, closed: str, into: str) -> None:
    """Take from a closed file's row who it was. A surname is left, masked, so that a void number can be asked for at
    the door; codes that the person holds for this file end.
    """
    worker = session.get_one(Worker, closed, populate_existing=True)
    nobody = f"joined {new_ref()}"
    session.execute(
        update(Worker)
        .where(Worker.ref == closed)
        .values(
            name=mask_name(worker.name),
            birth_on=worker.birth_on.replace(month=1, day=1),
            native_province=None,
            id_number=keyring.encrypt(nobody, table="worker", column="id_number", row=closed),
            id_index=keyring.blind_index(Purpose.ID_NUMBER, nobody),
            phone=None,
            phone_index=None,
        )
    )
    now = clock.now()
    codes = update(WorkerCode).where(WorkerCode.worker_ref == closed)
    session.execute(codes.where(WorkerCode.used_at.is_(None)).values(used_at=now))
    session.execute(codes.values(visit_until=None))
    session.execute(
        insert(WorkerJoin), [{"worker_ref": closed, "into_ref": into, "case_ref": case_ref, "joined_at": now}]
    )
    session.expire_all()
