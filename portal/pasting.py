"""Lists of people as they are pasted into a form: one permit number a line, more after it, separated by anything."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from registry.core.crypto import KeyRing
from registry.core.permit_numbers import looks_like_permit_number, normalise_permit_number
from registry.workers.numbers import permit_index
from registry.workers.queries import by_permit_index, current_spells

LONGEST = 500
_BETWEEN = re.compile(r"[\t,，;；、]+|\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One pasted line: the person if found, and the words after the number. `number` counts lines from 1."""

    number: int
    worker_ref: str | None
    words: tuple[str, ...]


def pasted_people(session: Session, keyring: KeyRing, pasted: str, *, company: str | None = None) -> list[Line]:
    """The people of pasted lines; empty lines are passed over. With a company only those it employs are found, others
    read like unknown numbers. Raises ValueError for more lines than one form takes."""
    rows: list[tuple[int, str, tuple[str, ...]]] = []
    for number, line in enumerate(pasted.splitlines(), start=1):
        parts = [part for part in _BETWEEN.split(line.strip()) if part]
        if not parts:
            continue
        taken = _permit_parts(parts)
        rows.append((number, normalise_permit_number("".join(parts[:taken])), tuple(parts[taken:])))
    if len(rows) > LONGEST:
        raise ValueError(f"more than {LONGEST} lines")
    indexes = {plain: permit_index(keyring, plain) for _, plain, _ in rows if looks_like_permit_number(plain)}
    found = by_permit_index(session, list(indexes.values()))
    if company is not None:
        spells = current_spells(session, list(found.values()))
        own = {ref for ref, held in spells.items() if any(one.company_ref == company for one in held)}
        found = {index: ref for index, ref in found.items() if ref in own}
    return [Line(number, found.get(indexes.get(plain, "")), words) for number, plain, words in rows]


def _permit_parts(parts: Sequence[str]) -> int:
    """How many parts make the number: those issued here are printed in groups, ZM 48219 03755 62177."""
    grouped = len(parts) >= 4 and parts[0].upper() == "ZM" and looks_like_permit_number("".join(parts[:4]))
    return 4 if grouped else 1
