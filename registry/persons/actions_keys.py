"""Bringing what waits for a decision under the first key of the ring."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.persons.models import PersonProposal


def rotate_proposals(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, *, after: str = "", limit: int = 2000
) -> str | None:
    """Re-encrypt up to `limit` proposals whose case follows `after`; returns the last case, None when all are done.

    Raises DecryptionRefused, KeyMissing.
    """
    rows = session.execute(
        select(PersonProposal.case_ref, PersonProposal.sealed)
        .where(PersonProposal.case_ref > after, PersonProposal.sealed.is_not(None))
        .order_by(PersonProposal.case_ref)
        .limit(limit)
    ).all()
    changed = 0
    for row in rows:
        if keyring.needs_rotation(row.sealed):
            fresh = keyring.rotate(row.sealed, table="person_proposal", column="sealed", row=row.case_ref)
            session.execute(update(PersonProposal).where(PersonProposal.case_ref == row.case_ref).values(sealed=fresh))
            changed += 1
    if changed:
        told = {"key": keyring.primary, "proposals": changed}
        write(session, clock, actor, [Trace("persons.rotate_keys", "keys", "person_proposal", after=told)])
    return str(rows[-1].case_ref) if rows else None
