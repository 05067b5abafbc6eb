"""What the public learns of a check, and what it can never learn."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.background_checks.disclosure import NO_CHECK, NOTHING, ChecksFace, PublicCheck
from registry.background_checks.rules import (
    NewCheck,
    Statement,
    check_statement,
    end_of,
    public_check,
    public_face,
    recheck_due,
    validity_days,
)
from registry.background_checks.states import PUBLIC, Component, Outcome, PublicOutcome
from registry.core.sources import Source
from registry.core.tables import core_table
from registry.core.taxonomy import HealthTier
from registry.record.canonical import canonical
from tests.make.background_checks import new_check, statement

TODAY = date(2026, 11, 21)
SILENT = (Outcome.ADVERSE, Outcome.PENDING, Outcome.NOT_CHECKED)


def test_components_are_those_of_the_table() -> None:
    table = {row["code"]: row for row in core_table("background_checks")}
    assert [component.value for component in Component] == list(table)
    for component in Component:
        row = table[component]
        assert (component.label.zh, component.label.en) == (row["zh"], row["en"])
        assert (component in PUBLIC) == (row["public"] == "Y")
    assert {field for field in ChecksFace.__dataclass_fields__ if field != "KIND"} == {one.name for one in PUBLIC}


def seen(*statements: Statement) -> PublicCheck:
    return public_check(statements)


CLEAR = statement(checked_on=date(2026, 6, 1), valid_until=date(2027, 5, 31))
SHOWN = PublicCheck(PublicOutcome.CLEAR, Source.ASSOCIATION, date(2026, 6, 1), date(2027, 5, 31))
LATER = datetime(2026, 11, 21, tzinfo=UTC)
AFTER_ITS_END = datetime(2027, 6, 2, tzinfo=UTC)


def again(outcome: Outcome, recorded_at: datetime = LATER, source: Source = Source.ASSOCIATION) -> Statement:
    return statement(outcome=outcome, checked_on=None, recorded_at=recorded_at, source=source)


@pytest.mark.parametrize(
    ("statements", "public"),
    [
        ((), NO_CHECK),
        ((again(Outcome.ADVERSE),), NO_CHECK),
        ((again(Outcome.PENDING),), NO_CHECK),
        ((again(Outcome.NOT_CHECKED),), NO_CHECK),
        ((again(Outcome.COULD_NOT),), PublicCheck(PublicOutcome.COULD_NOT)),
        ((CLEAR,), SHOWN),
        ((CLEAR, again(Outcome.PENDING)), SHOWN),
        ((CLEAR, again(Outcome.NOT_CHECKED)), SHOWN),
        ((CLEAR, again(Outcome.COULD_NOT)), SHOWN),
        ((CLEAR, again(Outcome.ADVERSE)), NO_CHECK),
        ((CLEAR, again(Outcome.ADVERSE), again(Outcome.COULD_NOT, AFTER_ITS_END)), NO_CHECK),
        ((again(Outcome.COULD_NOT), again(Outcome.PENDING, AFTER_ITS_END)), NO_CHECK),
        # A failed re-check after the end reads like a missed one, not better.
        ((CLEAR, again(Outcome.ADVERSE, AFTER_ITS_END)), SHOWN),
        ((CLEAR, again(Outcome.PENDING, AFTER_ITS_END)), SHOWN),
        ((CLEAR, again(Outcome.ADVERSE), again(Outcome.ADVERSE, AFTER_ITS_END)), NO_CHECK),
        ((CLEAR, again(Outcome.ADVERSE), again(Outcome.CLEAR, AFTER_ITS_END)),
         PublicCheck(PublicOutcome.CLEAR, Source.ASSOCIATION)),
    ],
)  # fmt: skip
def test_what_a_row_of_statements_shows(statements: tuple[Statement, ...], public: PublicCheck) -> None:
    assert seen(*statements) == public


def test_an_older_result_entered_late_does_not_decide() -> None:
    old = statement(outcome=Outcome.ADVERSE, checked_on=date(2025, 1, 1), recorded_at=LATER)
    assert seen(CLEAR, old) == SHOWN
    newer = statement(outcome=Outcome.ADVERSE, checked_on=date(2026, 7, 1), recorded_at=LATER)
    assert seen(newer, CLEAR) == NO_CHECK


def test_of_one_day_what_is_attested_outranks_what_a_company_states() -> None:
    stated = statement(source=Source.COMPANY, checked_on=date(2026, 6, 1), recorded_at=LATER)
    assert seen(CLEAR, stated) == SHOWN
    newer = statement(source=Source.COMPANY, checked_on=date(2026, 6, 2), recorded_at=LATER)
    assert seen(CLEAR, newer).source is Source.COMPANY


def test_a_yearly_check_without_stated_end_ends_after_its_year() -> None:
    clear = statement(checked_on=date(2025, 11, 1), recorded_at=datetime(2025, 11, 2, tzinfo=UTC))
    in_date = again(Outcome.ADVERSE, datetime(2026, 11, 1, 4, tzinfo=UTC))
    run_out = again(Outcome.ADVERSE, datetime(2026, 11, 2, 4, tzinfo=UTC))
    assert seen(clear, in_date) == NO_CHECK
    assert seen(clear, run_out).outcome is PublicOutcome.CLEAR


days = st.dates(date(2024, 1, 1), TODAY)
moments = st.integers(0, 1000 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
statements = st.builds(
    statement,
    component=st.sampled_from(PUBLIC),
    outcome=st.sampled_from(Outcome),
    source=st.sampled_from(Source),
    checked_on=st.none() | days,
    recorded_at=moments,
)


@given(
    st.lists(st.sampled_from(SILENT), min_size=1, max_size=6),
    st.lists(st.sampled_from(SILENT), max_size=6),
    st.sampled_from(PUBLIC),
    st.data(),
)
def test_never_checked_pending_and_failed_are_the_same_bytes(
    one: list[Outcome], other: list[Outcome], component: Component, data: st.DataObject
) -> None:
    """Whatever was recorded, in whichever order and from whichever source: without a clear result all read alike."""

    def face(outcomes: list[Outcome]) -> bytes:
        return canonical(
            public_face(
                data.draw(
                    st.builds(
                        statement,
                        component=st.just(component),
                        outcome=st.just(outcome),
                        source=st.sampled_from(Source),
                        checked_on=st.none() | days,
                        recorded_at=moments,
                    )
                )
                for outcome in outcomes
            ).fields()
        )

    assert face(one) == face(other) == canonical(NOTHING.fields())


@given(st.lists(statements, max_size=8))
def test_only_a_clear_check_carries_source_days_and_class(history: list[Statement]) -> None:
    face = public_face(history)
    for component in PUBLIC:
        check = getattr(face, component.name)
        if check.outcome is not PublicOutcome.CLEAR:
            assert (check.source, check.checked_on, check.valid_until, check.tier) == (None, None, None, None)


@given(st.lists(statements, max_size=8), st.sampled_from((Outcome.PENDING, Outcome.NOT_CHECKED)))
def test_a_pending_recheck_never_changes_what_a_decided_check_shows(history: list[Statement], outcome: Outcome) -> None:
    decided = {one.component for one in history if one.outcome in (Outcome.CLEAR, Outcome.ADVERSE)}
    for component in decided:
        pending = statement(component=component, outcome=outcome, checked_on=None, recorded_at=LATER)
        assert getattr(public_face([*history, pending]), component.name) == getattr(
            public_face(history), component.name
        )


@given(st.lists(statements, max_size=8), st.randoms())
def test_the_order_of_entry_does_not_matter_where_moments_differ(history: list[Statement], random: Random) -> None:
    spread = [
        statement(
            component=one.component, outcome=one.outcome, source=one.source, checked_on=one.checked_on,
            recorded_at=one.recorded_at + timedelta(microseconds=at),
        )
        for at, one in enumerate(history)
    ]  # fmt: skip
    shuffled = list(spread)
    random.shuffle(shuffled)
    assert public_face(shuffled) == public_face(spread)


@pytest.mark.parametrize(
    ("component", "days"),
    [(Component.BC2, 365), (Component.BC3, 365), (Component.BC4, 365), (Component.BC5, 90), (Component.BC6, 730),
     (Component.BC1, None), (Component.BC9, None), (Component.BC12, None)],
)  # fmt: skip
def test_how_long_a_result_holds(component: Component, days: int | None) -> None:
    assert validity_days(component) == days


def test_a_recheck_is_due_at_the_earlier_of_its_end_and_the_tables() -> None:
    checked = date(2026, 1, 1)
    assert recheck_due(Component.BC2, checked, None) == date(2027, 1, 1)
    assert recheck_due(Component.BC2, checked, date(2026, 7, 1)) == date(2026, 7, 1)
    assert recheck_due(Component.BC2, checked, date(2029, 1, 1)) == date(2027, 1, 1)
    assert recheck_due(Component.BC9, None, date(2026, 7, 1)) == date(2026, 7, 1)
    assert recheck_due(Component.BC12, checked, None) is None
    assert end_of(Component.BC2, checked, date(2029, 1, 1)) == date(2029, 1, 1)
    assert end_of(Component.BC2, None, None) is None


@pytest.mark.parametrize(
    ("check", "code"),
    [
        (new_check(checked_on=date(2026, 11, 22)), "check_ahead"),
        (new_check(checked_on=date(2026, 6, 1), valid_until=date(2026, 5, 31)), "check_days"),
        (new_check(tier=HealthTier.GENERAL), "check_tier"),
        (new_check(outcome=Outcome.PENDING, valid_until=date(2027, 1, 1)), "check_no_end"),
    ],
)
def test_what_a_statement_cannot_be(check: NewCheck, code: str) -> None:
    assert [finding.code for finding in check_statement(check, TODAY)] == [code]
