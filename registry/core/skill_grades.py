"""Skill grades by scheme, and the words in which rosters state them."""

from dataclasses import dataclass
from functools import cache

from registry.core.chinese import normalise_name
from registry.core.labels import Label, LabelledEnum
from registry.core.tables import core_table


class GradeScheme(LabelledEnum):
    """Who grades, by which standard."""

    OCCUPATION = "OCC_4-10-01-06", "家政服务员职业技能等级", "Home service worker, occupational skill level"
    ELDER = "OCC_ELDER", "养老护理员职业技能等级", "Elder carer, occupational skill level"
    INFANT = "OCC_INFANT", "育婴员职业技能等级", "Infant carer, occupational skill level"
    MATERNITY_STARS = "GBT31771_2015", "母婴服务星级（GB/T 31771）", "Maternity service stars (GB/T 31771)"
    SPECIAL = "SPECIAL", "专项职业能力", "Special skill"
    WORK_PERMIT = "WORK_PERMIT", "特种作业操作证", "Special operation permit"
    ASSOCIATION = "ASSOC", "行业协会培训", "Association training"


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade. `rank` orders grades within their scheme, 0 where there is nothing to order."""

    scheme: GradeScheme
    level: str
    label: Label
    rank: int


@cache
def grades() -> dict[tuple[GradeScheme, str], Grade]:
    """{(scheme, level): grade}, in the table's order."""
    rows = core_table("skill_grades")
    return {
        (GradeScheme(row["scheme"]), row["level"]): Grade(
            GradeScheme(row["scheme"]), row["level"], Label(row["zh"], row["en"]), int(row["rank"])
        )
        for row in rows
    }


_OCCUPATIONS = {
    "家政服务员": GradeScheme.OCCUPATION,
    "家务服务员": GradeScheme.OCCUPATION,
    "母婴护理员": GradeScheme.OCCUPATION,
    "家庭照护员": GradeScheme.OCCUPATION,
    "养老护理员": GradeScheme.ELDER,
    "育婴员": GradeScheme.INFANT,
    "育婴师": GradeScheme.INFANT,
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
        for prefix, scheme in (("", GradeScheme.OCCUPATION), *_OCCUPATIONS.items()):
            grade = grades().get((scheme, level))
            if grade is not None:
                for spelling in spellings:
                    found[normalise_name(prefix + spelling)] = grade
    for stars, numeral in enumerate(_NUMERALS, start=1):
        for spelling in (f"{numeral}星", f"{numeral}星级", f"{stars}星", f"{stars}星级", f"STAR{stars}"):
            found[normalise_name(spelling)] = grades()[GradeScheme.MATERNITY_STARS, f"STAR{stars}"]
    for spelling in ("金牌", "gold"):
        found[normalise_name(spelling)] = grades()[GradeScheme.MATERNITY_STARS, "GOLD"]
    for grade in grades().values():
        if grade.rank == 0:
            found[normalise_name(grade.label.zh)] = grade
            found[normalise_name(grade.level)] = grade
    return found


def resolve_grade(word: str) -> Grade | None:
    """The grade a roster's word means, or None. A bare level is that of 家政服务员, whose standard has no level 1."""
    return _words().get(normalise_name(word))
