"""From what people type to values: days, yes and no, outcomes, services. A value, or the finding that says why not."""

import difflib
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from registry.background_checks.states import Outcome
from registry.core.findings import Finding
from registry.core.identifiers import Sex
from registry.core.labels import LabelledEnum
from registry.core.names import clean_name
from registry.core.skill_grades import Grade, resolve_grade
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier, Resolved, resolve_service, service_items
from registry.rosters.cells import Cell, shown
from registry.rosters.faults import fault

Member = TypeVar("Member")

_DAY = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*[日号]?(?:[\sT]+[0-9:.]+)?")
_DAY_WITHOUT_SIGNS = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_WORD_ENDS = frozenset("、,，;；/|+＋\n")
# Excel counts days from here; its first numbers that are plausible in a roster begin in 1950.
_EXCEL_DAY_0 = date(1899, 12, 30)
_EXCEL_DAYS = range(18_264, 73_051)
FIRST_YEAR, LAST_YEAR = 1900, 2100

_YES = frozenset({"是", "y", "yes", "同意", "true", "1", "√", "✓", "✔", "有"})
_NO = frozenset({"否", "n", "no", "不同意", "不", "false", "0", "×", "✗", "✘", "无"})
_SEXES = {
    "男": Sex.MALE, "男性": Sex.MALE, "m": Sex.MALE, "male": Sex.MALE,
    "女": Sex.FEMALE, "女性": Sex.FEMALE, "f": Sex.FEMALE, "female": Sex.FEMALE,
}  # fmt: skip
# A bare 无 or 有 is left out on purpose: no record, or no check?
_OUTCOMES = {
    Outcome.CLEAR: (
        "通过",
        "已通过",
        "合格",
        "正常",
        "无异常",
        "无犯罪记录",
        "无违法犯罪记录",
        "clear",
        "passed",
        "pass",
    ),
    Outcome.PENDING: ("核查中", "审查中", "查询中", "办理中", "进行中", "待核查", "pending", "in progress"),
    Outcome.ADVERSE: ("未通过", "不通过", "不合格", "异常", "有异常", "adverse", "failed", "fail"),
    Outcome.COULD_NOT: ("无法核查", "未能核查", "核查不了", "查询失败", "could not be checked", "could_not"),
    Outcome.NOT_CHECKED: ("未核查", "未审查", "未查", "没有核查", "未做", "not checked", "not_checked"),
}
_SOURCES = {
    Source.COMPANY: ("企业", "公司", "单位", "企业申报", "company"),
    Source.ASSOCIATION: ("协会", "行业协会", "协会核验", "association"),
}


def words_of(cell: Cell) -> str:
    """A cell as clean text: NFC, without invisible signs, spaces trimmed and single, Excel's text mark taken off."""
    text = clean_name(shown(cell))
    return text[1:].lstrip() if text.startswith("'") else text


def plain_key(text: str) -> str:
    """A closed word as compared: half-width, lower case, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def day_of(cell: Cell) -> date | Finding | None:
    """The day in a cell: a date, Excel's day number, or text in any of the usual styles. None for an empty one.

    Findings: day_format, day_none (no such day), day_far (before 1900 or after 2100).
    """
    if isinstance(cell, date):
        return _plausible(cell)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if int(cell) in _EXCEL_DAYS:
            return _EXCEL_DAY_0 + timedelta(days=int(cell))
        return _day_of_text(str(int(cell)))
    text = words_of(cell)
    return _day_of_text(text) if text else None


@lru_cache(maxsize=20_000)
def _day_of_text(text: str) -> date | Finding:
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    found = _DAY.fullmatch(plain) or _DAY_WITHOUT_SIGNS.fullmatch(plain)
    if found is None:
        cure = ("请写成 2024-05-03，年月日都要有", "Write 2024-05-03, with year, month and day")
        return fault("day_format", "看不懂这个日期", "This is no day that can be read", cure)
    try:
        return _plausible(date(int(found.group(1)), int(found.group(2)), int(found.group(3))))
    except ValueError:
        return fault("day_none", "没有这一天", "There is no such day", ("请核对月份和日", "Check month and day"))


def _plausible(day: date) -> date | Finding:
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    return fault("day_far", "年份不可能", "The year cannot be right", ("请核对年份", "Check the year"))


def yes_or_no(text: str) -> bool | Finding:
    """是 or 否, in any of the usual words. Finding: yes_no."""
    key = plain_key(text)
    if key in _YES:
        return True
    return False if key in _NO else _closed("yes_no", ("是", "否"))


def sex_of(text: str) -> Sex | Finding:
    """男 or 女. Finding: sex_word."""
    return _SEXES.get(plain_key(text)) or _closed("sex_word", ("男", "女"))


def outcome_of(text: str) -> Outcome | Finding:
    """The outcome of a background check. Finding: check_word."""
    found = _OUTCOME_WORDS.get(plain_key(text))
    return found or _closed("check_word", tuple(words[0] for words in _OUTCOMES.values()))


def source_of(text: str) -> Source | Finding:
    """企业 or 协会. Finding: source_word."""
    return _SOURCE_WORDS.get(plain_key(text)) or _closed("source_word", ("企业", "协会"))


def tier_of(text: str) -> HealthTier | Finding:
    """One of the four classes of health check. Finding: tier_word."""
    return _TIER_WORDS.get(plain_key(text)) or _closed("tier_word", tuple(tier.label.zh for tier in HealthTier))


def grade_of(text: str) -> Grade | Finding:
    """A skill grade. Finding: grade_word."""
    found = resolve_grade(text)
    if found is not None:
        return found
    cure = (
        "家政服务员为五级至二级；其他职业请写全，如“养老护理员一级”",
        "Level 5 to 2 for home service; for others write the occupation too, such as 养老护理员一级",
    )
    return fault("grade_word", "没有这个等级", "There is no such grade", cure)


def services_of(text: str) -> tuple[tuple[Resolved, ...], tuple[Finding, ...]]:
    """The services named, each once and in order, and a finding service_word for each word that is none of them."""
    return _services(text)


@lru_cache(maxsize=20_000)
def _services(text: str) -> tuple[tuple[Resolved, ...], tuple[Finding, ...]]:
    found: dict[Resolved, None] = {}
    findings = []
    words = split_words(text)
    for place, word in enumerate(words, start=1):
        service = resolve_service(word)
        if service is not None:
            found[service] = None
        else:
            findings.append(_unknown_service(word, place if len(words) > 1 else None))
    return tuple(found), tuple(findings)


def split_words(text: str) -> list[str]:
    """The words of one cell, divided by the usual marks outside brackets: 钟点家务(做饭+保洁) is one word."""
    words = [""]
    depth = 0
    for sign in text:
        depth = max(0, depth + (sign in "(（") - (sign in ")）"))
        if sign in _WORD_ENDS and depth == 0:
            words.append("")
        else:
            words[-1] += sign
    return [word.strip() for word in words if word.strip()]


def _unknown_service(word: str, place: int | None) -> Finding:
    """Names the word by its place: a cell may hold anything, a slipped column even a person's name."""
    names = [item.label.zh for item in service_items().values()]
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    which_zh, which_en = (f"第 {place} 个服务词", f"Service no. {place}") if place else ("这个服务", "This service")
    cure = (f"是不是“{close[0]}”？", f"Is it {close[0]}?") if close else _LOOK_UP
    return fault("service_word", f"{which_zh}不在服务项目表中", f"{which_en} is not in the table of services", cure)


_LOOK_UP = ("请改用模板“服务项目”一页里的名称", "Use a name of the template's sheet of services")


def closed_word(text: str, words: Mapping[str, Member], kind: type[LabelledEnum]) -> Member | Finding:
    """The member that a word of {plain key: member} names. Finding: the enum's name in small letters and `_word`."""
    found = words.get(plain_key(text))
    accepted = tuple(member.label.zh for member in kind)
    return _closed(f"{kind.__name__.lower()}_word", accepted) if found is None else found


def _by_word(words: Mapping[Member, tuple[str, ...]]) -> dict[str, Member]:
    return {plain_key(word): member for member, spellings in words.items() for word in spellings}


def _closed(code: str, accepted: tuple[str, ...]) -> Finding:
    zh = f"只能填：{'、'.join(accepted)}"
    return fault(code, zh, f"Only these are understood: {', '.join(accepted)}")


_OUTCOME_WORDS = _by_word(_OUTCOMES)
_SOURCE_WORDS = _by_word(_SOURCES)
_TIER_WORDS = _by_word({tier: (tier.label.zh, tier.value, tier.label.en) for tier in HealthTier})
