"""Which past an address asks for."""

from datetime import date

import pytest
from flask import Flask

from portal.lookback import Lookback, asked

TODAY = date(2026, 11, 21)


def look(app: Flask, query: str) -> Lookback:
    """The look that a query asks for."""
    with app.test_request_context(f"/?{query}"):
        return asked(TODAY)


@pytest.mark.parametrize(
    ("query", "known", "effective", "back"),
    [
        ("", TODAY, TODAY, False),
        ("known_on=&effective_on=", TODAY, TODAY, False),
        ("known_on=2026-11-21&effective_on=2026-11-21", TODAY, TODAY, False),
        ("known_on=2026-09-30", date(2026, 9, 30), date(2026, 9, 30), True),
        ("effective_on=2026-09-30", TODAY, date(2026, 9, 30), True),
        ("known_on=2026-10-01&effective_on=2026-09-30", date(2026, 10, 1), date(2026, 9, 30), True),
        ("known_on=+2026-09-30+", date(2026, 9, 30), date(2026, 9, 30), True),
        ("known_on=2026-09-29&effective_on=2026-11-21", date(2026, 9, 29), TODAY, True),
    ],
)
def test_days_are_read(app: Flask, query: str, known: date, effective: date, back: bool) -> None:
    found = look(app, query)
    assert (found.known_on, found.effective_on, found.looking_back, found.findings) == (known, effective, back, ())


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("known_on=30.9.2026", ["known_on"]),
        ("effective_on=2026-02-30", ["effective_on"]),
        ("known_on=2026-11-22", ["known_on"]),
        ("known_on=x&effective_on=y", ["known_on", "effective_on"]),
        ("known_on=2026-09-30&effective_on=9999-12-31", ["effective_on"]),
        ("known_on=0000-00-00", ["known_on"]),
    ],
)
def test_what_cannot_be_read_is_said_kept_as_typed_and_shows_the_present(
    app: Flask, query: str, fields: list[str]
) -> None:
    found = look(app, query)
    assert not found.looking_back
    assert (found.known_on, found.effective_on) == (TODAY, TODAY)
    assert [finding.field for finding in found.findings] == fields
    assert all(finding.message.zh and finding.message.en for finding in found.findings)
    for name in fields:
        assert getattr(found, f"typed_{name}")
