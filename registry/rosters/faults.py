"""What is wrong in a file and where: the row as the spreadsheet shows it, the column as the filer wrote it.

Words never repeat what a cell holds: reports are mailed, printed and kept, and any cell may hold a person's number.
"""

from dataclasses import dataclass
from typing import NoReturn

from registry.core.errors import RuleBroken
from registry.core.findings import Finding, Level
from registry.core.labels import Label

WHOLE_FILE = 0


@dataclass(frozen=True, slots=True)
class RowFinding:
    """One finding at its cell. `row` counts from 1 as the spreadsheet does, 0 is the whole file; `place` is the index
    of the column from 0, None for the whole row."""

    row: int
    column: str | None
    place: int | None
    finding: Finding

    @property
    def is_error(self) -> bool:
        """Whether it keeps the file from being applied."""
        return self.finding.level == "error"


def fault(code: str, zh: str, en: str, cure: tuple[str, str] | None = None, *, level: Level = "error") -> Finding:
    """A finding from its words in both languages; `cure` is the pair that says what to do."""
    return Finding(code, Label(zh, en), None, level, Label(*cure) if cure else None)


def refuse(code: str, zh: str, en: str, cure: tuple[str, str] | None = None) -> NoReturn:
    """Refuse the whole file. Raises RuleBroken with the one finding."""
    raise RuleBroken([fault(code, zh, en, cure)])
