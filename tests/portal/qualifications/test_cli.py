"""`flask credits`: training credits at the counter."""

from datetime import date

from registry.qualifications.ledger import lines_of
from registry.qualifications.rules import total_on
from tests.portal.keeping import BY, NUMBER, Counter, counter

__all__ = ["counter"]


def test_credits_are_entered_and_counted(counter: Counter) -> None:
    earn = ("credits", "earn", "--permit", NUMBER, *BY, "--course", "急救", "--on", "2026-10-01", "--credits")
    assert counter.run(*earn, "8").exit_code == 0
    assert counter.run(*earn, "0").exit_code == 1
    with counter.session() as session:
        assert total_on(lines_of(session, [counter.person])[counter.person], date(2026, 11, 21)) == 8
