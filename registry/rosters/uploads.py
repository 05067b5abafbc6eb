"""What is kept of a checked file: how many, of what kind, and what is wrong, grouped. No cell is repeated. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from registry.core.findings import Level
from registry.core.labels import Label
from registry.rosters.columns import Layout
from registry.rosters.faults import WHOLE_FILE, RowFinding
from registry.rosters.plan import Difference, Plan

MOST_GROUPS = 100
MOST_ROWS = 12
_FIELDS = {
    "company": Label("新入职本企业", "Joins the company"),
    "identity": Label("身份核验", "Identity check"),
    "source": Label("数据来源", "Source"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of finding in one column: how many rows have it, and the first of them."""

    code: str
    level: Level
    message: Label
    cure: Label | None
    column: Label | None
    count: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A checked file in numbers; `fields` are (what changes, for how many)."""

    rows: int
    errors: int
    warnings: int
    new: int
    changed: int
    unchanged: int
    missing: int
    staff: int
    fields: tuple[tuple[Label, int], ...]
    groups: tuple[Group, ...]

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        numbers = {name: getattr(self, name) for name in _NUMBERS}
        fields = [[words.zh, words.en, count] for words, count in self.fields]
        groups = [
            [one.code, one.level, _pair(one.message), _pair(one.cure), _pair(one.column), one.count, list(one.rows)]
            for one in self.groups
        ]
        return numbers | {"fields": fields, "groups": groups}

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Summary":
        """From JSON."""
        fields = tuple((Label(zh, en), count) for zh, en, count in stored["fields"])
        groups = tuple(
            Group(code, level, Label(*message), _label(cure), _label(column), count, tuple(rows))
            for code, level, message, cure, column, count, rows in stored["groups"]
        )
        return cls(**{name: stored[name] for name in _NUMBERS}, fields=fields, groups=groups)


_NUMBERS = ("rows", "errors", "warnings", "new", "changed", "unchanged", "missing", "staff")


def summary_of(plan: Plan, done: Difference | None = None) -> Summary:
    """The numbers of a plan; of what was `done`, once it was."""
    difference = done or plan.difference
    words = {column.field: column.label for column in plan.layout.columns} | _FIELDS
    fields = tuple((words.get(name, Label(name, name)), count) for name, count in difference.fields.most_common())
    places = {place: name for name, place in plan.header.fields.items()} if plan.header else {}
    return Summary(
        plan.rows, plan.errors, plan.warnings, difference.new, difference.changed, difference.unchanged,
        plan.difference.missing, plan.difference.staff, fields, grouped(plan.findings(), plan.layout, places),
    )  # fmt: skip


def grouped(found: Iterable[RowFinding], layout: Layout, places: dict[int, str]) -> tuple[Group, ...]:
    """Findings of a kind and column together, errors first, then by how often; the words are those of the first.

    Columns go by the template's names: what a filer wrote above a column might be anything.
    """
    labels = {column.field: column.label for column in layout.columns}
    first: dict[tuple[str, str], RowFinding] = {}
    rows: dict[tuple[str, str], list[int]] = {}
    for one in found:
        key = one.finding.code, places.get(one.place, "") if one.place is not None else ""
        first.setdefault(key, one)
        rows.setdefault(key, []).append(one.row)
    groups = [
        Group(
            key[0], one.finding.level, one.finding.message, one.finding.cure, labels.get(key[1]), len(rows[key]),
            tuple(row for row in rows[key][:MOST_ROWS] if row != WHOLE_FILE),
        )
        for key, one in first.items()
    ]  # fmt: skip
    groups.sort(key=lambda group: (group.level != "error", -group.count, group.code))
    return tuple(groups[:MOST_GROUPS])


def _pair(label: Label | None) -> list[str] | None:
    return None if label is None else [label.zh, label.en]


def _label(pair: list[str] | None) -> Label | None:
    return None if pair is None else Label(*pair)
