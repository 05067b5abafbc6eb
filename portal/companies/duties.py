"""What a company has to see to: of itself and of its people, by the day on which it is due."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.companies.staff import faces_of
from registry.background_checks.disclosure import ChecksFace
from registry.background_checks.rules import end_of
from registry.background_checks.states import PUBLIC
from registry.companies.disclosure import CompanyFace
from registry.permits.disclosure import PermitFace
from registry.record import reading
from registry.standing.rules import check_of, current_employments
from registry.workers.disclosure import EmploymentFace

BANDS = (30, 60, 90)
_FAR = timedelta(days=BANDS[-1])


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to see to: how many it concerns, the earliest day, and where it is seen to."""

    words: str
    count: int
    due_on: date
    address: str

    def days_left(self, today: date) -> int:
        """Negative once overdue."""
        return (self.due_on - today).days


def duties(session: Session, company: str, face: CompanyFace, today: date) -> list[Duty]:
    """Everything that lapsed or lapses within 90 days, the most urgent first."""
    found: list[Duty] = []
    add = partial(_add, found, today)
    if face.insurance:
        add(gettext("企业责任保险到期"), [face.insurance.valid_until], url_for("companies.company_declare"))
    add(gettext("营业期限届满"), [face.licence_valid_until], url_for("companies.company_change"))
    permits, checks = [], []
    for entries in _staff(session, company, today).values():
        for permit in faces_of(entries, PermitFace):
            permits.append(permit.valid_until)
        for of_person in faces_of(entries, ChecksFace):
            for component in PUBLIC:
                check = check_of(of_person, component)
                if check is not None:
                    checks.append(end_of(component, check.checked_on, check.valid_until))
    add(gettext("人员的上门服务证到期"), permits, url_for("permits.company_list"))
    add(gettext("人员的核查或体检到期"), checks, url_for("background_checks.company_due"))
    return sorted(found, key=lambda duty: duty.due_on)


def _staff(session: Session, company: str, today: date) -> dict[str, list[reading.Entry]]:
    spells: dict[str, list[reading.Entry]] = {}
    for entry in reading.linked(session, EmploymentFace.KIND.name, company):
        spells.setdefault(entry.owner, []).append(entry)
    working = sorted(
        owner for owner, entries in spells.items() if current_employments(faces_of(entries, EmploymentFace), today)
    )
    return reading.current_of(session, working, [PermitFace.KIND.name, ChecksFace.KIND.name])


def _add(found: list[Duty], today: date, words: str, days: list[date | None], address: str) -> None:
    soon = [day for day in days if day is not None and day <= today + _FAR]
    if soon:
        found.append(Duty(words, len(soon), min(soon), address))
