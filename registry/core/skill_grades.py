"""Skill grades by scheme, and the words in which rosters state them."""

from dataclasses import dataclass
from functools import cache

from registry.core.chinese import normalise_name
from registry.core.labels import Label
from registry.core.tables import core_table


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade of a scheme of skill_grades.csv. `rank` orders the grades of a scheme, 0 where there is no order."""

    scheme: str
    level: str
    label: Label
    rank: int


@cache
def grades() -> dict[tuple[str, str], Grade]:
    """{(scheme, level): grade}, in the table's order."""
    return {
        (row["scheme"], row["level"]): Grade(row["scheme"], row["level"], Label(row["zh"], row["en"]), int(row["rank"]))
        for row in core_table("skill_grades")
    }


_HOME_SERVICE, _ELDER, _INFANT, _STARS = "OCC_4-10-01-06", "OCC_ELDER", "OCC_INFANT", "GBT31771_2015"
_OCCUPATIONS = {
    "家政服务员": _HOME_SERVICE,
    "家务服务员": _HOME_SERVICE,
    "母婴护理员": _HOME_SERVICE,
    "家庭照护员": _HOME_SERVICE,
    "养老护理员": _ELDER,
    "育婴员": _INFANT,
    "育婴师": _INFANT,
}
_LEVELS = {
    "L5": ("五级", "5级", "初级工", "初级", "五级/初级工", "L5", "Level 5"),
    "L4": ("四级", "4级", "中级工", "中级", "四级/中级工", "L4", "Level 4"),
    "L3": ("三级", "3级", "高级工", "高级", "三级/高级工", "L3", "Level 3"),
    "L2": ("二级", "2级", "技师", "二级/技师", "L2", "Level 2"),
    "L1": ("一级", "1级", "高级技师", "一级/高级技师", "L1", "Level 1"),
}
_NUMERALS = "一二三四五"


@cache
def _words() -> dict[str, Grade]:
    found: dict[str, Grade] = {}
    for level, spellings in _LEVELS.items():
        for prefix, scheme in (("", _HOME_SERVICE), *_OCCUPATIONS.items()):
            grade = grades().get((scheme, level))
            if grade is not None:
                for spelling in spellings:
                    found[normalise_name(prefix + spelling)] = grade
    for stars, numeral in enumerate(_NUMERALS, start=1):
        for spelling in (f"{numeral}星", f"{numeral}星级", f"{stars}星", f"{stars}星级", f"STAR{stars}"):
            found[normalise_name(spelling)] = grades()[_STARS, f"STAR{stars}"]
    for spelling in ("金牌", "gold"):
        found[normalise_name(spelling)] = grades()[_STARS, "GOLD"]
    for grade in grades().values():
        if grade.rank == 0:
            found[normalise_name(grade.label.zh)] = grade
            found[normalise_name(grade.level)] = grade
    return found


def resolve_grade(word: str) -> Grade | None:
    """The grade a roster's word means, or None. A bare level is that of 家政服务员, whose standard has no level 1."""
    return _words().get(normalise_name(word))
