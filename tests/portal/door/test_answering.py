"""From question to answer without HTTP."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.door.answering import ask, by_token
from portal.door.asking import Question
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.record import reading
from registry.standing.door import NO_MATCH, AnswerKind
from tests.make.standing_people import Someone

Meet = Callable[..., Someone]


def test_an_answer_quotes_the_moment_and_the_position(
    meet: Meet, session: Session, keyring: KeyRing, clock: FixedClock
) -> None:
    person = meet()
    told = ask(session, keyring, Question(person.number, "翟"), clock.now())
    assert told.answer.kind is AnswerKind.VALID
    assert (told.at, told.position) == (clock.now(), reading.position(session))
    assert told.stamp == "2026-11-21 09:41:00"
    assert told.name_masked is None
    assert told.service_labels == ()
    shown = by_token(session, keyring, person.card.token, clock.now())
    assert [label.zh for label in shown.service_labels] == ["日常保洁(钟点)"]


def test_a_miss_carries_nothing_of_anybody(meet: Meet, session: Session, keyring: KeyRing, clock: FixedClock) -> None:
    person = meet()
    for question in (Question(person.number, "赵"), Question("YZ999999", "翟"), Question("1234567890123456")):
        told = ask(session, keyring, question, clock.now())
        assert told.answer is NO_MATCH
        assert (told.company, told.name_masked) == (None, None)
    assert by_token(session, keyring, "A" * 22, clock.now()).answer is NO_MATCH
