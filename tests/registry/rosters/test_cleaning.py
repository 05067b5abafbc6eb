"""What people type becomes a value, or a finding that repeats nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.background_checks.states import Outcome
from registry.core.findings import Finding
from registry.core.identifiers import Sex
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier, service_items
from registry.rosters.cleaning import (
    day_of,
    grade_of,
    outcome_of,
    services_of,
    sex_of,
    source_of,
    tier_of,
    words_of,
    yes_or_no,
)

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@given(DAYS)
def test_a_day_reads_the_same_in_every_style(day: date) -> None:
    styles = (
        f"{day:%Y}.{day.month:02d}.{day.day:02d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}-{day.month:02d}-{day.day:02d}",
        f"{day.year}/{day.month}/{day.day}",
        f" {day.isoformat()} 00:00:00 ",
        day.isoformat().translate(FULL_WIDTH),
        f"{day.year}年 {day.month}月 {day.day}日",
        day,
    )
    assert {day_of(style) for style in styles} == {day}


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_excels_day_numbers_are_days(day: date) -> None:
    assert day_of(float((day - date(1899, 12, 30)).days)) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024-02-30", "day_none"),
        ("2023年2月29日", "day_none"),
        ("2024-13-01", "day_none"),
        ("2024-05", "day_format"),
        ("05/03/2024", "day_format"),
        ("去年", "day_format"),
        ("1024-05-03", "day_far"),
        (3.5, "day_format"),
    ],
)
def test_what_is_no_day_says_why(text: str | float, code: str) -> None:
    found = day_of(text)
    assert isinstance(found, Finding)
    assert found.code == code


@given(st.text())
def test_any_text_is_a_day_or_a_finding_or_nothing(text: str) -> None:
    assert day_of(text) is None or isinstance(day_of(text), date | Finding)


@given(st.text(max_size=40))
def test_no_finding_repeats_what_was_typed(text: str) -> None:
    marked = f"机密{text}机密"
    for meaning in (yes_or_no, sex_of, outcome_of, grade_of, source_of, tier_of, day_of):
        found = meaning(marked)
        assert isinstance(found, Finding)
        assert "机密" not in found.message.zh + found.message.en + (found.cure.zh if found.cure else "")
    for finding in services_of(marked)[1]:
        assert "机密" not in finding.message.zh + (finding.cure.zh if finding.cure else "")


@pytest.mark.parametrize("text", ["是", "Y", "yes", "同意", " ｙ ", "√"])
def test_yes(text: str) -> None:
    assert yes_or_no(text) is True


@pytest.mark.parametrize("text", ["否", "N", "不同意", "NO"])
def test_no(text: str) -> None:
    assert yes_or_no(text) is False


def test_closed_words() -> None:
    assert sex_of("女性") is Sex.FEMALE
    assert outcome_of(" 核查中 ") is Outcome.PENDING
    assert outcome_of("无法核查") is Outcome.COULD_NOT
    assert source_of("协会") is Source.ASSOCIATION
    assert tier_of("母婴照护") is HealthTier.MATERNAL_INFANT


@pytest.mark.parametrize("text", ["无", "有", "随便"])
def test_ambiguous_words_are_not_guessed(text: str) -> None:
    assert isinstance(outcome_of(text), Finding)


def test_grades() -> None:
    grade = grade_of("三级")
    assert not isinstance(grade, Finding)
    assert (grade.scheme, grade.level) == ("OCC_4-10-01-06", "L3")
    assert isinstance(grade_of("一级"), Finding), "家政服务员 has no level 1"
    elder = grade_of("养老护理员一级")
    assert not isinstance(elder, Finding)
    assert elder.scheme == "OCC_ELDER"


@given(st.lists(st.sampled_from([item.label.zh for item in service_items().values()]), unique=True, min_size=1))
def test_services_divide_at_every_mark_and_keep_their_order(names: list[str]) -> None:
    for mark in ("、", "，", ",", ";", "；", "/", "\n"):
        if any(mark in name for name in names):
            continue
        found, findings = services_of(f" {mark} ".join(names))
        assert findings == ()
        assert len(found) == len(names)


def test_a_word_for_several_items_keeps_its_line_only() -> None:
    found, _ = services_of("育儿嫂")
    assert found[0].item is None
    assert found[0].line == "child_care"


def test_an_unknown_service_is_named_by_its_place_and_the_nearest_name() -> None:
    found, (finding,) = services_of("月嫂、开锁换琐")
    assert len(found) == 1
    assert "第 2 个" in finding.message.zh
    assert finding.cure is not None
    assert "开锁换锁" in finding.cure.zh


def test_excels_text_mark_and_odd_spaces_go() -> None:
    assert words_of("'\u3000 990102 \u200b") == "990102"
    assert words_of(10048317163.0) == "10048317163"
