"""Notices are read anew only when the record has grown."""

import pytest
from flask import Flask

from portal import noticeboard
from portal.database import read_session, write_unit
from registry.core.clock import FixedClock
from tests.make.companies import register_company


def test_they_cost_one_question_until_the_record_grows(
    app: Flask, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(noticeboard, "notices", lambda session: asked.append(1) or [])

    def look() -> None:
        with app.test_request_context("/"):
            assert noticeboard.every_notice(read_session()) == ()
            read_session().close()

    for _ in range(3):
        look()
    assert len(asked) == 1
    with app.test_request_context("/"), write_unit() as session:
        register_company(session, clock)
    look()
    assert len(asked) == 2
