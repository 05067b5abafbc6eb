"""Fields of forms that several features share."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from portal.fields import DayField


class Dated(Form):
    day = DayField("日期")


@pytest.mark.parametrize(("typed", "said"), [("2026-11-21", []), ("21.11.", ["日期请写成 2026-11-21 的样子"])])
def test_a_day_is_refused_in_our_own_words(app: Flask, typed: str, said: list[str]) -> None:
    with app.test_request_context():
        form = Dated(MultiDict({"day": typed}))
        form.validate()
        assert list(form.day.errors) == said
