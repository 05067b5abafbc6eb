"""Gathering what the gate weighs, for many persons at once."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from registry.background_checks.disclosure import NOTHING
from registry.background_checks.queries import statements_of
from registry.background_checks.rules import Statement, public_face
from registry.background_checks.states import Component, Outcome
from registry.eligibility.rules import Checklist, Facts, checklist
from registry.qualifications.queries import certificates_of
from registry.training.queries import records_of
from registry.workers.queries import current_spells


def facts_of(session: Session, worker_refs: Sequence[str]) -> dict[str, Facts]:
    """{person: what is known}, for every person asked for."""
    spells = current_spells(session, worker_refs)
    statements = statements_of(session, worker_refs)
    certificates = certificates_of(session, worker_refs)
    records = records_of(session, worker_refs)
    return {
        ref: Facts(
            tuple(dict.fromkeys(service for spell in spells.get(ref, ()) for service in spell.services)),
            public_face(statements[ref]) if ref in statements else NOTHING,
            tuple(certificates.get(ref, ())),
            tuple(one.outcome for one in records.get(ref, ())),
            _screened_on(statements.get(ref, ())),
        )
        for ref in worker_refs
    }


def checklists(session: Session, worker_refs: Sequence[str], today: date) -> dict[str, Checklist]:
    """{person: checklist on a day}, for every person asked for."""
    return {ref: checklist(facts, today) for ref, facts in facts_of(session, worker_refs).items()}


def _screened_on(statements: Sequence[Statement]) -> date | None:
    done = [one.checked_on for one in statements if one.component is Component.BC11 and one.outcome is Outcome.CLEAR]
    return max((day for day in done if day is not None), default=None)
