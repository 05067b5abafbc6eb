"""What lies in a file row by row, in words, for whoever chooses what belongs to another person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.background_checks.models import BackgroundCheck
from registry.background_checks.states import Component, Outcome
from registry.companies.models import Company
from registry.consents.models import Consent
from registry.consents.states import Scope
from registry.core.labels import Label
from registry.permits.models import Permit
from registry.permits.states import PermitState
from registry.persons.models import PersonMove
from registry.persons.states import Moved
from registry.qualifications.models import Certificate, CreditEntry, Stage
from registry.qualifications.states import CreditKind
from registry.training.queries import records_of
from registry.workers.models import Employment


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of a file. `key` is its table and its key there, as a form sends it."""

    what: Moved
    row: str
    words: Label
    on: date | None

    @property
    def key(self) -> str:
        """Table and key in one word."""
        return f"{self.what}:{self.row}"


def contents_of(session: Session, ref: str) -> list[FileRow]:
    """Every row of a file that may go to another person. Credits that training earned go with the training."""
    rows = [
        FileRow(Moved.EMPLOYMENT, one.ref, _same(one.name), one.since_on)
        for one in session.execute(
            select(Employment.ref, Employment.since_on, Company.name)
            .join(Company, Company.ref == Employment.company_ref)
            .where(Employment.worker_ref == ref)
        )
    ]
    rows += [
        FileRow(Moved.CERTIFICATE, one.ref, _same(one.title), one.issued_on)
        for one in session.scalars(select(Certificate).where(Certificate.worker_ref == ref))
    ]
    rows += [
        FileRow(Moved.STAGE, one.ref, _same(f"{one.place} {one.what}"), one.since_on)
        for one in session.scalars(select(Stage).where(Stage.worker_ref == ref))
    ]
    trained = records_of(session, [ref]).get(ref, [])
    rows += [
        FileRow(Moved.TRAINING, one.ref, _same(one.session.programme.title), one.session.held_on) for one in trained
    ]
    rows += [
        FileRow(Moved.CREDIT, one.ref, _same(f"{one.course} {one.credits}"), one.earned_on)
        for one in session.scalars(
            select(CreditEntry).where(CreditEntry.worker_ref == ref, CreditEntry.kind == CreditKind.EARN)
        )
    ]
    rows += [
        FileRow(Moved.CHECK, str(one.id), _both(Component(one.component).label, Outcome(one.outcome).label),
                one.checked_on)
        for one in session.scalars(select(BackgroundCheck).where(BackgroundCheck.worker_ref == ref))
    ]  # fmt: skip
    rows += [
        FileRow(Moved.CONSENT, one.ref, Scope(one.scope).label, one.form_on)
        for one in session.scalars(select(Consent).where(Consent.worker_ref == ref))
    ]
    rows += [
        FileRow(Moved.PERMIT, one.ref, PermitState(one.state).label, one.valid_from)
        for one in session.scalars(select(Permit).where(Permit.worker_ref == ref))
    ]
    place = {what: at for at, what in enumerate(Moved)}
    return sorted(rows, key=lambda one: (place[one.what], one.on or date.min, one.row))


def came_by_join(session: Session, ref: str) -> set[str]:
    """Keys of the rows that the last join brought into a file: taking it back begins with them."""
    case = session.scalar(
        select(PersonMove.case_ref).where(PersonMove.to_ref == ref).order_by(PersonMove.case_ref.desc()).limit(1)
    )
    rows = session.execute(
        select(PersonMove.what, PersonMove.row).where(PersonMove.to_ref == ref, PersonMove.case_ref == case)
    )
    return {f"{row.what}:{row.row}" for row in rows}


def chosen_rows(keys: Collection[str]) -> dict[Moved, list[str]]:
    """What a form sent, by table; what is no key of a table is passed over."""
    chosen: dict[Moved, list[str]] = {}
    for key in keys:
        what, _, row = key.partition(":")
        if row and what in Moved.__members__.values():
            chosen.setdefault(Moved(what), []).append(row)
    return chosen


def _same(words: str) -> Label:
    return Label(words, words)


def _both(one: Label, other: Label) -> Label:
    return Label(f"{one.zh} {other.zh}", f"{one.en} {other.en}")
