"""What the index knows of a subject: names, codes and days of its current public face, never a standing."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import orjson

COMPANY = "company"
WORKER = "worker"

FACETS = ("kind", "standing", "item", "line", "group", "district", "mode", "grade", "membership")


@dataclass(frozen=True, slots=True)
class Name:
    """One searchable name of a company in its original spelling. `place` is a value of `plan.Place`."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One subject. Workers carry no name, number or phone at all: what is not here cannot be found.

    `ref` is the owner's ref in the record. `unspecified` are the lines offered without naming an item. Days are
    ordinals (`date.toordinal`), since engines and JSON hold integers.
    `review` is the first later day on which the document should be made anew, 0 for never.
    `timeline` says which standing begins on which day, oldest first; the first begins at or before every day asked.
    """

    kind: str
    ref: str
    names: tuple[Name, ...] = ()
    code: str | None = None
    words: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    unspecified: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    home: str | None = None
    districts: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    mode: str | None = None
    grades: tuple[str, ...] = ()
    membership: str | None = None
    since: int = 0
    changed: int = 0
    name_key: int = 0
    review: int = 0
    timeline: tuple[tuple[int, str], ...] = ()

    @property
    def key(self) -> str:
        """The name of the document inside an index."""
        return f"{self.kind}/{self.ref}"

    def values(self, facet: str) -> tuple[str, ...]:
        """The document's values in a facet other than standing, which needs a day."""
        match facet:
            case "kind":
                return (self.kind,)
            case "item":
                return self.items
            case "line":
                return self.lines
            case "group":
                return self.groups
            case "district":
                return self.districts
            case "mode":
                return () if self.mode is None else (self.mode,)
            case "grade":
                return self.grades
            case "membership":
                return () if self.membership is None else (self.membership,)
        raise KeyError(facet)

    def standing(self, day: date) -> str:
        """The standing that holds on a Shanghai day."""
        ordinal = day.toordinal()
        state = self.timeline[0][1]
        for begins, next_state in self.timeline:
            if begins > ordinal:
                break
            state = next_state
        return state


def dump(document: Document) -> bytes:
    """The document as compact JSON, equal for equal documents."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


_TUPLES = ("words", "items", "lines", "unspecified", "groups", "districts", "companies", "grades")


def load(content: bytes | str) -> Document:
    """The document of `dump`. Raises KeyError, TypeError or ValueError for anything else."""
    raw: Mapping[str, Any] = orjson.loads(content)
    values = {field.name: raw[field.name] for field in fields(Document)}
    values["names"] = tuple(Name(one["place"], one["text"]) for one in values["names"])
    values["timeline"] = tuple((begins, state) for begins, state in values["timeline"])
    for name in _TUPLES:
        values[name] = tuple(values[name])
    return Document(**values)


_FIRST_MONTH = 736_695 >> 5  # about 2018
_MONTHS = 127


def freshness(ordinal: int) -> int:
    """How new a day is, in steps of 32 days from 0 to 127: engines order by it alike, and none more finely."""
    return min(max((ordinal >> 5) - _FIRST_MONTH, 0), _MONTHS)
