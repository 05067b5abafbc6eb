"""Writing encrypted fields anew under the primary key of the ring, in batches."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.workers.models import Worker

FIELDS = ("id_number", "phone", "permit_number")


def rotate_workers(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, *, after: str = "", limit: int = 2000
) -> str | None:
    """Re-encrypt up to `limit` persons whose ref follows `after`; returns the last ref, None when all are done.

    Blind indexes stay: they are made with another key. Raises DecryptionRefused, KeyMissing.
    """
    rows = session.execute(
        select(Worker.ref, Worker.id_number, Worker.phone, Worker.permit_number)
        .where(Worker.ref > after)
        .order_by(Worker.ref)
        .limit(limit)
    ).all()
    if not rows:
        return None
    changes = []
    for row in rows:
        tokens = {field: getattr(row, field) for field in FIELDS}
        if any(token is not None and keyring.needs_rotation(token) for token in tokens.values()):
            fresh = {
                f"new_{field}": token and keyring.rotate(token, table="worker", column=field, row=row.ref)
                for field, token in tokens.items()
            }
            changes.append({"person": row.ref, **fresh})
    if changes:
        session.connection().execute(
            update(Worker)
            .where(Worker.ref == bindparam("person"))
            .values({field: bindparam(f"new_{field}") for field in FIELDS}),
            changes,
        )
        after_rotation = {"key": keyring.primary, "persons": len(changes)}
        write(session, clock, actor, [Trace("worker.rotate_keys", "keys", "worker", after=after_rotation)])
    return str(rows[-1].ref)
