"""`flask consents`: a page opens and closes with the person's word."""

from registry.consents.queries import standing_scopes
from registry.consents.states import Scope
from registry.record import keys, reading
from tests.portal.keeping import BY, NUMBER, Counter, counter

__all__ = ["counter"]

GIVE = ("consents", "give", "--permit", NUMBER, *BY, "--form-on", "2026-11-01", "--notice", "2026-1")


def test_giving_opens_the_page_and_withdrawing_closes_it(counter: Counter) -> None:
    given = counter.run(*GIVE, "--channel", "paper", "--scope", "listing", "--scope", "checks")
    assert given.exit_code == 0, given.output
    with counter.session() as session:
        assert standing_scopes(session, [counter.person]) == {counter.person: {Scope.LISTING, Scope.CHECKS}}
        assert counter.person in keys.keys_of(session, "worker_page", [counter.person])
    taken = counter.run("consents", "withdraw", "--permit", NUMBER, *BY, "--channel", "telephone")
    assert taken.exit_code == 0, taken.output
    assert "公示本人信息" in taken.output
    with counter.session() as session:
        assert standing_scopes(session, [counter.person]) == {}
        assert reading.current(session, "worker", counter.person) is None
        assert keys.keys_of(session, "worker_page", [counter.person]) == {}
    assert counter.run("consents", "withdraw", "--permit", NUMBER, *BY, "--channel", "paper").exit_code == 1


def test_a_withdrawal_may_name_its_scopes(counter: Counter) -> None:
    counter.run(*GIVE, "--channel", "paper", "--scope", "listing", "--scope", "checks")
    withdraw = ("consents", "withdraw", "--permit", NUMBER, *BY, "--channel", "online")
    assert counter.run(*withdraw, "--scope", "checks").exit_code == 0
    with counter.session() as session:
        assert standing_scopes(session, [counter.person]) == {counter.person: {Scope.LISTING}}


def test_nobody_consents_by_an_employers_roster_or_by_telephone_here(counter: Counter) -> None:
    for channel in ("roster", "telephone"):
        assert counter.run(*GIVE, "--channel", channel, "--scope", "listing").exit_code == 2
    with counter.session() as session:
        assert standing_scopes(session, [counter.person]) == {}
