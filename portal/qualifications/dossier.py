"""What a person's file at the desks is made of, for the company that employs them and for the office."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from registry.background_checks.desk import ASKED, due_in
from registry.background_checks.due import due_of
from registry.background_checks.queries_desk import OpenRequest, Said, newest_said, open_requests, said_about
from registry.background_checks.states import Component, DueIn
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND
from registry.eligibility.queries import checklists
from registry.eligibility.rules import Checklist
from registry.qualifications.ledger import lines_of
from registry.qualifications.models import Stage
from registry.qualifications.queries import HeldCertificate, certificates_of
from registry.qualifications.queries_committee import Ruled, rulings_of, thresholds
from registry.qualifications.queries_stages import stages_of
from registry.qualifications.renewal import Threshold, credits_within, threshold_on
from registry.qualifications.rules import LedgerLine, total_on
from registry.qualifications.states import Scheme
from registry.training.quarters import DutyNow
from registry.training.queries import Part, PersonRecord, parts_of, records_of
from registry.training.queries_duty import duty_of
from registry.workers.people import names_of


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One component: the newest statement that counts, when it is due again, and whether it was asked for."""

    component: Component
    said: Said | None
    due_on: date | None
    due: DueIn | None
    request: OpenRequest | None


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One certificate with the ruling in force and the credits its renewal takes."""

    held: HeldCertificate
    ruling: Ruled | None
    threshold: Threshold
    have: int


@dataclass(frozen=True, slots=True)
class File:
    """A person's file."""

    ref: str
    name: str
    checklist: Checklist
    checks: tuple[CheckRow, ...]
    certificates: tuple[CertificateRow, ...]
    records: tuple[PersonRecord, ...]
    parts: tuple[Part, ...]
    duty: DutyNow
    ledger: tuple[LedgerLine, ...]
    credits: int
    threshold: Threshold
    stages: tuple[Stage, ...]


def file_of(session: Session, worker_ref: str, today: date) -> File:
    """The file of a person on a day. Raises NotFound."""
    name = names_of(session, [worker_ref]).get(worker_ref)
    if name is None:
        raise NotFound(NOT_FOUND)
    rules = thresholds(session)
    lines = lines_of(session, [worker_ref]).get(worker_ref, [])
    certificates = []
    for held in certificates_of(session, [worker_ref]).get(worker_ref, []):
        rule = threshold_on(rules, held.scheme, today)
        ruled = rulings_of(session, held.ref)
        have = credits_within(lines, today, rule.years)
        certificates.append(CertificateRow(held, ruled[0] if ruled else None, rule, have))
    return File(
        worker_ref,
        name,
        checklists(session, [worker_ref], today)[worker_ref],
        _checks(session, worker_ref, today),
        tuple(certificates),
        tuple(records_of(session, [worker_ref]).get(worker_ref, [])),
        tuple(parts_of(session, worker_ref)),
        duty_of(session, [worker_ref], today)[worker_ref],
        tuple(sorted(lines, key=lambda line: line.earned_on, reverse=True)),
        total_on(lines, today),
        threshold_on(rules, Scheme.ASSOCIATION, today),
        tuple(stages_of(session, worker_ref)),
    )


def _checks(session: Session, worker_ref: str, today: date) -> tuple[CheckRow, ...]:
    newest = newest_said(said_about(session, worker_ref))
    asked = {one.component: one for one in open_requests(session, today, worker_ref=worker_ref)}
    due = {one.component: one.due_on for one in due_of(session, [worker_ref], date.max)}
    return tuple(
        CheckRow(
            component,
            newest.get(component),
            due.get(component),
            due_in(due[component], today) if component in due else None,
            asked.get(component),
        )
        for component in ASKED
    )
