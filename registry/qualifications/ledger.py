"""The credit ledger read as totals and faces."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.qualifications.disclosure import CreditFace
from registry.qualifications.models import CreditEntry
from registry.qualifications.rules import LedgerLine, renewal_due_on, total_on
from registry.qualifications.states import CreditKind
from registry.record.reading import CHUNK


def lines_of(session: Session, worker_refs: Sequence[str]) -> dict[str, list[LedgerLine]]:
    """{person: lines of the ledger}, for those who have any."""
    found: dict[str, list[LedgerLine]] = {}
    for at in range(0, len(worker_refs), CHUNK):
        rows = session.execute(
            select(CreditEntry.worker_ref, CreditEntry.kind, CreditEntry.credits, CreditEntry.earned_on).where(
                CreditEntry.worker_ref.in_(worker_refs[at : at + CHUNK])
            )
        )
        for row in rows:
            line = LedgerLine(CreditKind(row.kind), row.credits, row.earned_on)
            found.setdefault(row.worker_ref, []).append(line)
    return found


def credit_faces(session: Session, worker_refs: Sequence[str], today: date) -> dict[str, CreditFace]:
    """{person: the face of their credits on a day}, for those with a ledger."""
    return {
        ref: CreditFace(total_on(lines, today), today, renewal_due_on(lines, today))
        for ref, lines in lines_of(session, worker_refs).items()
    }
