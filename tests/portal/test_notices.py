"""Notices cost one question, and a page that says the register is gone comes out all the same."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from portal import notices
from portal.database import read_session


def test_they_are_read_anew_only_when_the_record_has_grown(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(notices, "notices", lambda session: asked.append(1) or [])
    for _ in range(3):
        with app.test_request_context("/"):
            assert notices.maintenance() == []
            read_session().close()
    assert len(asked) == 1


def test_without_a_register_there_are_none(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(notices, "read_session", gone)
    with app.test_request_context("/"):
        assert notices.maintenance() == []
