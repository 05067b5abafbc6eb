"""A page that says the register is gone comes out all the same."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from portal import notices


def test_without_a_register_there_are_none(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(notices, "read_session", gone)
    with app.test_request_context("/"):
        assert notices.maintenance() == []
