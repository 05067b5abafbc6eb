"""Reads of consents for actions of later slices, rosters and staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.consents.models import Consent
from registry.consents.states import Channel, Scope
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


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One consent as it was given, and taken back if it was."""

    scope: Scope
    form_on: date
    notice_version: str
    channel: Channel
    evidence: str
    given_at: datetime
    withdrawn_at: datetime | None


def consents_of(session: Session, worker_ref: str) -> list[ConsentRow]:
    """Every consent of a person, in the order of scopes, the newest first: for the person and the employer."""
    rows = session.scalars(select(Consent).where(Consent.worker_ref == worker_ref).order_by(Consent.given_at.desc()))
    found = [
        ConsentRow(
            Scope(row.scope), row.form_on, row.notice_version, Channel(row.channel), row.evidence or "", row.given_at,
            row.withdrawn_at,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: list(Scope).index(one.scope))
