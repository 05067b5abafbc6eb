"""Looking up what only paper holds: the same work whether or not there is such a card or code."""

from collections.abc import Iterator, Sized

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock
from registry.core.crypto import Purpose
from registry.index_keys.actions import rotate_index
from registry.permits.actions_cards import TOKEN_KEYS
from registry.record import keys
from registry.workers.actions_codes import use_code
from registry.workers.queries_codes import works
from registry.workers.states import CodePurpose
from tests.make.index_keys import Recording, Town


@pytest.fixture
def asked(session: Session) -> Iterator[list[tuple[str, int]]]:
    """Every statement with the number of its parameters."""
    done: list[tuple[str, int]] = []
    connection = session.connection()

    def note(conn: object, cursor: object, text: str, parameters: Sized, *rest: object) -> None:
        done.append((text, len(parameters)))

    event.listen(connection, "before_cursor_execute", note)
    yield done
    event.remove(connection, "before_cursor_execute", note)


def test_an_unknown_card_costs_what_a_known_one_does(
    session: Session, clock: FixedClock, old: Recording, lived_in: Town, asked: list[tuple[str, int]]
) -> None:
    new = old.with_new_index_key()
    rotate_index(session, SYSTEM, clock, old, new)
    paths = []
    for token, known in ((lived_in.card.token, True), (lived_in.lost.token, True), ("A" * 22, False)):
        asked.clear()
        found = keys.resolve_any(session, TOKEN_KEYS, new.blind_indexes(Purpose.CARD_TOKEN, token))
        assert (found is not None) is known
        paths.append(list(asked))
    assert paths[0] == paths[1] == paths[2]
    assert len(paths[0]) == 1


def test_a_code_on_paper_works_once_whatever_the_key(
    session: Session, clock: FixedClock, old: Recording, lived_in: Town, asked: list[tuple[str, int]]
) -> None:
    new = old.with_new_index_key()
    rotate_index(session, SYSTEM, clock, old, new)
    paths = []
    for code, known in ((lived_in.code, True), ("AAAAAAAAAA", False)):
        asked.clear()
        assert works(session, new, lived_in.person, CodePurpose.OWN_PAGE, code, clock.now()) is known
        paths.append(list(asked))
    assert paths[0] == paths[1]
    use_code(session, SYSTEM, clock, new, lived_in.person, CodePurpose.OWN_PAGE, lived_in.code)
    assert not works(session, new, lived_in.person, CodePurpose.OWN_PAGE, lived_in.code, clock.now())
