"""What a record brings, as tables: results, closed lines, counts; and what cannot be."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.sources import Source
from registry.core.taxonomy import ServiceLine
from registry.training.rules import (
    check_occasion,
    check_programme,
    check_record,
    check_score,
    check_session,
    closed_lines,
    figures,
    is_confirmed,
    passed_lines,
    result_of,
)
from registry.training.states import Result
from tests.make.training import held, occasion, outcome, programme, record

TODAY = date(2026, 11, 21)
CHILD, ELDER = ServiceLine.CHILD_CARE, ServiceLine.ELDER_CARE


@pytest.mark.parametrize(
    ("attended", "passed", "excused", "examined", "result"),
    [
        (True, True, False, True, Result.PASSED),
        (True, False, False, True, Result.FAILED),
        # The class was missed, the exam was sat: it counts.
        (False, True, False, True, Result.PASSED),
        (True, None, False, True, Result.EXAM_MISSED),
        (False, None, False, True, Result.EXAM_MISSED),
        (False, None, True, True, Result.EXCUSED),
        (True, None, False, False, Result.ATTENDED),
        (False, None, False, False, Result.ABSENT),
        (False, None, True, False, Result.EXCUSED),
    ],
)
def test_what_came_of_an_enrolment(
    attended: bool, passed: bool | None, excused: bool, examined: bool, result: Result
) -> None:
    assert result_of(attended=attended, passed=passed, excused=excused, examined=examined) is result


DAY1, DAY2, DAY3 = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


@pytest.mark.parametrize(
    ("story", "closed"),
    [
        ([], {}),
        ([outcome(held_on=DAY1)], {}),
        ([outcome(result=Result.FAILED, held_on=DAY1)], {CHILD: DAY1}),
        ([outcome(result=Result.EXAM_MISSED, held_on=DAY1)], {CHILD: DAY1}),
        ([outcome(result=Result.EXCUSED, held_on=DAY1)], {}),
        ([outcome(result=Result.ATTENDED, held_on=DAY1)], {}),
        # Examined again and passed.
        ([outcome(result=Result.FAILED, held_on=DAY1), outcome(held_on=DAY2)], {}),
        # A pass that only the company states does not open the line again.
        ([outcome(result=Result.FAILED, held_on=DAY1), outcome(held_on=DAY2, confirmed=False)], {CHILD: DAY1}),
        # A failure counts whoever reports it.
        ([outcome(result=Result.FAILED, held_on=DAY1, confirmed=False)], {CHILD: DAY1}),
        # Twice failed is closed since the first time.
        ([outcome(result=Result.FAILED, held_on=DAY1), outcome(result=Result.FAILED, held_on=DAY3)], {CHILD: DAY1}),
        # Passed, then failed a later one.
        ([outcome(held_on=DAY1), outcome(result=Result.FAILED, held_on=DAY2)], {CHILD: DAY2}),
        # Entered in the wrong order: the day of the session decides.
        ([outcome(held_on=DAY3), outcome(result=Result.FAILED, held_on=DAY1)], {}),
        # Another line's pass opens nothing.
        ([outcome(result=Result.FAILED, held_on=DAY1), outcome(held_on=DAY2, lines=(ELDER,))], {CHILD: DAY1}),
        # A programme for everybody closes no line.
        ([outcome(result=Result.FAILED, held_on=DAY1, lines=())], {}),
        ([outcome(result=Result.FAILED, held_on=DAY1, lines=(CHILD, ELDER))], {CHILD: DAY1, ELDER: DAY1}),
    ],
)
def test_which_lines_are_closed(story: list, closed: dict) -> None:
    assert closed_lines(story) == closed
    assert closed_lines(story[::-1]) == closed


outcomes = st.lists(
    st.builds(
        lambda result, day, confirmed, at: outcome(
            result=result,
            held_on=DAY1 + timedelta(days=day),
            confirmed=confirmed,
            recorded_at=datetime(2026, 11, 2, tzinfo=UTC) + timedelta(seconds=at),
        ),
        st.sampled_from(Result),
        st.integers(0, 5),
        st.booleans(),
        st.integers(0, 1000),
    ),
    max_size=8,
)


@given(outcomes)
def test_a_confirmed_pass_after_everything_opens_and_a_failure_after_everything_closes(story: list) -> None:
    last = DAY1 + timedelta(days=9)
    assert closed_lines([*story, outcome(held_on=last)]) == {}
    assert set(closed_lines([*story, outcome(result=Result.FAILED, held_on=last)])) == {CHILD}
    # Nothing but a confirmed pass ever opens a line.
    for result in set(Result) - {Result.PASSED}:
        before = closed_lines(story)
        assert before.items() <= closed_lines([*story, outcome(result=result, held_on=last)]).items()


def test_only_passes_that_the_association_stands_for_are_held_to_somebody() -> None:
    story = [
        outcome(lines=()),
        outcome(lines=(CHILD,), confirmed=False),
        outcome(lines=(ELDER,)),
        outcome(lines=(ServiceLine.COOKING,), result=Result.ATTENDED),
    ]
    assert passed_lines(story) == (True, {ELDER})
    assert passed_lines(story[1:2]) == (False, frozenset())


@pytest.mark.parametrize(
    ("source", "confirmed_on", "stands"),
    [(Source.ASSOCIATION, None, True), (Source.COMPANY, None, False), (Source.COMPANY, TODAY, True)],
)
def test_who_stands_for_a_session(source: Source, confirmed_on: date | None, stands: bool) -> None:
    assert is_confirmed(source, confirmed_on) is stands


def test_absence_cannot_hide_failure() -> None:
    """Ten enrolled, six came, four were examined, three passed: 3 of 4, and 6 of 10, never 3 of 10 or 3 of 6."""
    records = [(True, True)] * 3 + [(True, False)] + [(True, None)] * 2 + [(False, None)] * 4
    counted = figures(records)
    assert (counted.enrolled, counted.attended, counted.examined, counted.passed) == (10, 6, 4, 3)


@pytest.mark.parametrize(
    ("findings", "codes"),
    [
        (check_programme(programme()), []),
        (check_programme(programme(code=" ", title="")), ["programme_code", "programme_title"]),
        (check_programme(programme(class_hours=0, credits=0)), ["programme_hours"]),
        (check_programme(programme(class_hours=4, credits=5)), ["programme_credits"]),
        (check_session(held(), TODAY), []),
        (check_session(held(held_on=date(2026, 11, 22)), TODAY), ["session_ahead"]),
        (check_session(held(class_hours=0, trainer=" "), TODAY), ["session_hours", "session_trainer"]),
        (check_record(record(score=88), examined=True), []),
        (check_record(record(), examined=False), ["record_exam"]),
        (check_record(record(examiner=" "), examined=True), ["record_examiner"]),
        (check_record(record(passed=None, score=60), examined=True), ["record_score"]),
        (check_record(record(score=101), examined=True), ["record_score"]),
        (check_record(record(excused="住院"), examined=True), ["record_excused"]),
        (check_record(record(attended=False, passed=None, excused="住院"), examined=True), []),
        (check_score(100), []),
        (check_score(-1), ["evaluation_score"]),
        (check_occasion(occasion(), TODAY), []),
        (check_occasion(occasion(title="", held_on=date(2027, 1, 1)), TODAY), ["occasion_title", "occasion_ahead"]),
    ],
)
def test_what_cannot_be(findings: list, codes: list[str]) -> None:
    assert [finding.code for finding in findings] == codes
