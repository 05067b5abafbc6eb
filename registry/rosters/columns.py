"""The columns a roster may have, and the words under which people file them."""

import re
import unicodedata
from dataclasses import dataclass

from registry.core.labels import Label

_ASIDES = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】")
_NOISE = re.compile(r"[\s*:_\-/、.]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field, the words of our template, the words of others, and how it is to be filled in."""

    field: str
    label: Label
    synonyms: tuple[str, ...]
    hint: Label
    required: bool = False
    is_code: bool = False
    example: str = ""
    choices: tuple[str, ...] = ()
    ignored: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of roster, in the template's order."""

    name: str
    label: Label
    columns: tuple[Column, ...]

    def by_header(self) -> dict[str, Column]:
        """{normalised header word: column}."""
        return {
            header_key(word): column
            for column in self.columns
            for word in (column.label.zh, column.label.en, column.field, *column.synonyms)
        }

    def column(self, field: str) -> Column:
        """The column of a field. Raises KeyError."""
        return next(column for column in self.columns if column.field == field)


def header_key(text: str) -> str:
    """A header word as compared: half-width, lower case, without brackets' content, spaces, stars and the like."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _NOISE.sub("", _ASIDES.sub("", plain))


YES_NO = ("是", "否")
SEQUENCE = Column(
    "sequence",
    Label("序号", "No."),
    ("编号", "行号", "number", "serial", "no"),
    Label("可不填，不读入", "Optional; not read"),
    ignored=True,
)
REMARK = Column(
    "remark",
    Label("备注", "Remarks"),
    ("说明", "remark", "note", "notes"),
    Label("可不填，不读入", "Optional; not read"),
    ignored=True,
)
NOTE_COLUMN = Column(
    "import_note",
    Label("导入问题", "Import findings"),
    (),
    Label("由系统写入，不读入", "Written by the register; not read"),
    ignored=True,
)
DAY = Label("日期，如 2024-05-03", "A day, such as 2024-05-03")
