"""Finding the row of headers, whatever stands above it, and telling what each column is."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from registry.core.findings import Finding
from registry.core.labels import Label
from registry.rosters.cells import SheetRow, shown
from registry.rosters.columns import Column, Layout, header_key
from registry.rosters.faults import WHOLE_FILE, RowFinding, fault

# Titles, notes and blank rows may stand above the headers, but not more than this.
SEARCHED_ROWS = 20
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Header:
    """The row of headers: what each place holds and the word the filer wrote there."""

    row: int
    fields: dict[str, int]
    words: dict[int, str]

    def word(self, field: str) -> str | None:
        """The filer's own word for a field, None where the column is absent."""
        place = self.fields.get(field)
        return None if place is None else self.words[place]


def find_header(layout: Layout, rows: Sequence[SheetRow]) -> SheetRow | None:
    """The first of the rows with the most known headers; None where none has two of them."""
    known = layout.by_header()
    best: tuple[int, SheetRow] | None = None
    for row in rows[:SEARCHED_ROWS]:
        hits = len({known[key].field for cell in row.cells if (key := _key(cell)) in known})
        if hits >= _FEWEST and (best is None or hits > best[0]):
            best = (hits, row)
    return best[1] if best else None


def _key(cell: object) -> str:
    return header_key(cell) if isinstance(cell, str) else ""


def read_header(layout: Layout, row: SheetRow) -> tuple[Header, list[RowFinding]]:
    """What the columns are. Findings: header_missing and header_twice (errors), header_unknown (a warning)."""
    known = layout.by_header()
    fields: dict[str, int] = {}
    words: dict[int, str] = {}
    findings = []
    for place, cell in enumerate(row.cells):
        word = shown(cell).strip()
        if not word:
            continue
        words[place] = word
        column = known.get(_key(cell))
        if column is None:
            findings.append(RowFinding(row.number, word, place, _unknown(layout, word)))
        elif column.ignored:
            continue
        elif column.field in fields:
            first = words[fields[column.field]]
            same = f"“{first}”和“{word}”都是{column.label.zh}"
            finding = fault(
                "header_twice",
                f"两列是同一项：{same}",
                f"Two columns are the same: {column.label.en}",
                ("请只留一列", "Keep only one"),
            )
            findings.append(RowFinding(row.number, word, place, finding))
        else:
            fields[column.field] = place
    findings += [
        RowFinding(row.number, None, None, _missing(column))
        for column in layout.columns
        if column.required and column.field not in fields
    ]
    return Header(row.number, fields, words), findings


def no_header(layout: Layout) -> RowFinding:
    """The finding for a file in which no row of headers is found."""
    needed = [column.label for column in layout.columns if column.required]
    finding = fault(
        "header_none",
        f"前 {SEARCHED_ROWS} 行里没有找到表头",
        f"No row of headers in the first {SEARCHED_ROWS} rows",
        (
            "表头至少要有：" + "、".join(label.zh for label in needed),
            "The headers must have at least: " + ", ".join(label.en for label in needed),
        ),
    )
    return RowFinding(WHOLE_FILE, None, None, finding)


def _missing(column: Column) -> Finding:
    return fault(
        "header_missing",
        f"缺少必需的一列：{column.label.zh}",
        f"A required column is missing: {column.label.en}",
        (f"请加上“{column.label.zh}”一列：{column.hint.zh}", f"Add a column “{column.label.en}”: {column.hint.en}"),
    )


def _unknown(layout: Layout, word: str) -> Finding:
    close = difflib.get_close_matches(header_key(word), list(layout.by_header()), n=1, cutoff=0.6)
    cure: Label | None = layout.by_header()[close[0]].label if close else None
    return fault(
        "header_unknown",
        "不认识这一列，没有读入",
        "This column is not known and was not read",
        (f"是不是“{cure.zh}”？", f"Is it “{cure.en}”?") if cure else None,
        level="warning",
    )
