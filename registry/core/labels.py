"""Words shown to people, always in both languages of the portal."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self


@dataclass(frozen=True, slots=True)
class Label:
    """One text in Chinese and English."""

    zh: str
    en: str

    def text(self, lang: str) -> str:
        """The text in `lang`; anything but "en" reads Chinese, the portal's first language."""
        return self.en if lang == "en" else self.zh

    def format(self, **values: object) -> "Label":
        """The same label with `{name}` places filled in both languages."""
        return Label(self.zh.format(**values), self.en.format(**values))


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_label(day: date) -> Label:
    """A day in words: 2026年9月30日, or 30 Sep 2026."""
    return Label(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {_MONTHS[day.month - 1]} {day.year}")


class LabelledEnum(StrEnum):
    """A closed set whose members are written `NAME = "value", "中文", "English"`."""

    label: Label

    def __new__(cls, value: str, zh: str = "", en: str = "") -> Self:
        # The defaults are for type checkers, which take looking a member up by value for a call of this.
        if not (zh and en):
            raise TypeError(f"{cls.__name__} {value!r} needs its words in both languages")
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = Label(zh, en)
        return member
