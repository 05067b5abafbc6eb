"""The grades rosters state."""

import pytest

from registry.core.skill_grades import grades, resolve_grade

HOME = "OCC_4-10-01-06"


@pytest.mark.parametrize(
    ("word", "scheme", "level", "rank"),
    [
        ("五级", HOME, "L5", 1),
        ("四级", HOME, "L4", 2),
        ("三级", HOME, "L3", 3),
        ("二级", HOME, "L2", 4),
        (" ４级 ", HOME, "L4", 2),
        ("四级/中级工", HOME, "L4", 2),
        ("高级工", HOME, "L3", 3),
        ("level 4", HOME, "L4", 2),
        ("养老护理员一级", "OCC_ELDER", "L1", 5),
        ("育婴员三级", "OCC_INFANT", "L3", 3),
        ("五星", "GBT31771_2015", "STAR5", 5),
        ("金牌", "GBT31771_2015", "GOLD", 6),
        ("专项职业能力证书", "SPECIAL", "SKILL_SPECIAL", 0),
    ],
)
def test_words_for_grades(word: str, scheme: str, level: str, rank: int) -> None:
    grade = resolve_grade(word)
    assert grade is not None
    assert (grade.scheme, grade.level, grade.rank) == (scheme, level, rank)


@pytest.mark.parametrize("word", ["", "一级", "六级", "育婴员一级", "特级"])
def test_grades_that_do_not_exist(word: str) -> None:
    assert resolve_grade(word) is None


def test_ranks_order_the_levels_of_each_scheme() -> None:
    for scheme in {grade.scheme for grade in grades().values()}:
        ranks = [grade.rank for grade in grades().values() if grade.scheme == scheme]
        assert set(ranks) == {0} or sorted(ranks) == list(range(1, len(ranks) + 1))
