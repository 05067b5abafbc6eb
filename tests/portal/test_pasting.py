"""Lists of people as they are pasted: numbers in every print, others' people like unknown ones."""

import pytest
from flask import Flask

from portal.pasting import LONGEST, pasted_people
from portal.wiring import wiring
from registry.core.clock import FixedClock
from registry.core.permit_numbers import new_permit_number, spaced_permit_number
from registry.workers.models import Worker
from registry.workers.numbers import encrypted_number
from tests.desk import Desk
from tests.portal.people import staff


def test_numbers_are_found_however_they_are_separated(app: Flask, desk: Desk, clock: FixedClock) -> None:
    people = staff(app, desk, clock)
    pasted = "\n yz410001 合格 90\nYZ410002，缺考\n\nYZ410003\t不合格\t40\nYZ999999 合格\n看不懂\n"
    with app.app_context(), desk.unit() as session:
        lines = pasted_people(session, wiring().keyring, pasted)
        assert [(one.number, one.worker_ref) for one in lines] == [
            (2, people.first),
            (3, people.second),
            (5, people.stranger),
            (6, None),
            (7, None),
        ]
        assert [one.words for one in lines[:3]] == [("合格", "90"), ("缺考",), ("不合格", "40")]
        own = pasted_people(session, wiring().keyring, pasted, company=desk.company)
        assert [one.worker_ref for one in own] == [people.first, people.second, None, None, None]


def test_a_number_printed_in_groups_is_one_number(app: Flask, desk: Desk, clock: FixedClock) -> None:
    people = staff(app, desk, clock)
    number = new_permit_number()
    with app.app_context(), desk.unit() as session:
        worker = session.get(Worker, people.first)
        assert worker is not None
        worker.permit_number, worker.permit_index = encrypted_number(wiring().keyring, people.first, number)
        session.flush()
        (line,) = pasted_people(session, wiring().keyring, f"{spaced_permit_number(number)} 合格 88")
        assert (line.worker_ref, line.words) == (people.first, ("合格", "88"))


def test_too_many_lines_are_refused(app: Flask, desk: Desk) -> None:
    with app.app_context(), desk.unit() as session, pytest.raises(ValueError, match=str(LONGEST)):
        pasted_people(session, wiring().keyring, "YZ410001\n" * (LONGEST + 1))
