"""Reads of consents for actions of later slices, rosters and staff."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.consents.models import Consent
from registry.consents.states import Scope
from registry.record.reading import CHUNK


def standing_scopes(session: Session, worker_refs: Sequence[str]) -> dict[str, set[Scope]]:
    """{person: scopes whose consent stands}, for those who have any."""
    found: dict[str, set[Scope]] = {}
    for at in range(0, len(worker_refs), CHUNK):
        rows = session.execute(
            select(Consent.worker_ref, Consent.scope).where(
                Consent.worker_ref.in_(worker_refs[at : at + CHUNK]), Consent.withdrawn_at.is_(None)
            )
        )
        for row in rows:
            found.setdefault(row.worker_ref, set()).add(Scope(row.scope))
    return found


def listed(session: Session, worker_refs: Sequence[str]) -> set[str]:
    """Those among the persons who consent to be listed."""
    return {ref for ref, scopes in standing_scopes(session, worker_refs).items() if Scope.LISTING in scopes}


def withdrew(session: Session, worker_refs: Sequence[str], scope: Scope = Scope.LISTING) -> set[str]:
    """Those among the persons who once took a consent back: an employer's later word must not undo that."""
    found: set[str] = set()
    for at in range(0, len(worker_refs), CHUNK):
        found |= set(
            session.scalars(
                select(Consent.worker_ref).where(
                    Consent.worker_ref.in_(worker_refs[at : at + CHUNK]),
                    Consent.scope == scope.value,
                    Consent.withdrawn_at.is_not(None),
                )
            )
        )
    return found
