"""From question to answer without HTTP."""

import time
from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.door.answering import ask, by_token
from portal.door.asking import Question
from portal.pacing import evenly
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.record import reading
from registry.standing.door import NO_MATCH, AnswerKind
from tests.make.standing_people import Someone

Meet = Callable[..., Someone]
SAMPLES = 120


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


def test_unknown_number_and_wrong_surname_take_the_same_time(
    meet: Meet, session: Session, keyring: KeyRing, clock: FixedClock
) -> None:
    """Interleaved samples: which of the two was slower is a coin toss, and the medians are those of one answer."""
    person = meet()
    questions = {"wrong surname": Question(person.number, "赵"), "unknown": Question("YZ999999", "赵")}
    taken: dict[str, list[int]] = {name: [] for name in questions}
    for _ in range(SAMPLES):
        for name, question in questions.items():
            begun = time.perf_counter_ns()
            with evenly():
                ask(session, keyring, question, clock.now())
            taken[name].append(time.perf_counter_ns() - begun)
    wrong, unknown = (sorted(taken[name]) for name in questions)
    slower = sum((a > b) + (a == b) / 2 for a in wrong for b in unknown) / SAMPLES**2
    assert 0.3 < slower < 0.7
    assert abs(wrong[SAMPLES // 2] - unknown[SAMPLES // 2]) < 0.05 * unknown[SAMPLES // 2]
