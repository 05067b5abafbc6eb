"""What a company has to see to, the most urgent first."""

from datetime import date

from flask import Flask

from portal.companies.duties import duties
from registry.companies.disclosure import Insurance
from registry.core.clock import FixedClock
from tests.desk import Desk
from tests.make.companies import company_face

TODAY = date(2026, 11, 21)


def test_only_what_lapses_within_ninety_days(app: Flask, desk: Desk, clock: FixedClock) -> None:
    face = company_face(insurance=Insurance("责任险", None, date(2027, 2, 19)), licence_valid_until=date(2026, 11, 20))
    with app.test_request_context("/"), desk.unit() as session:
        found = duties(session, "nobody", face, TODAY)
    assert [(duty.due_on, duty.days_left(TODAY)) for duty in found] == [
        (date(2026, 11, 20), -1),
        (date(2027, 2, 19), 90),
    ]
    far = company_face(insurance=Insurance("责任险", None, date(2027, 2, 20)), licence_valid_until=None)
    with app.test_request_context("/"), desk.unit() as session:
        assert duties(session, "nobody", far, TODAY) == []
