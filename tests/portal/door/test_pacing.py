"""A miss tells nothing by the time it takes (safety T3)."""

import time
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy.orm import Session

from portal.door.answering import ask
from portal.door.asking import Question
from portal.door.pacing import LEAST_SECONDS, evenly
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from tests.make.standing_people import Someone

SAMPLES = 120


def test_an_error_takes_as_long_as_an_answer() -> None:
    begun = time.monotonic()
    with suppress(LookupError), evenly():
        raise LookupError
    assert time.monotonic() - begun >= LEAST_SECONDS


def test_unknown_number_and_wrong_surname_take_the_same_time(
    meet: Callable[..., Someone], session: Session, keyring: KeyRing, clock: FixedClock
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
