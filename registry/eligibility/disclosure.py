"""For which service lines a person's training and certificate are confirmed, for the answer at the door. Unlisted."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from registry.core.labels import Label
from registry.core.taxonomy import ServiceLine
from registry.record.kinds import Face, Kind


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A confirmed line; `until_on` is the last day of the certificate behind it, None without an end."""

    line: ServiceLine
    until_on: date | None


@dataclass(frozen=True, slots=True)
class LinesFace(Face):
    """One entry per person (its ref is the person's). `confirmed` None: the person never passed the gate.

    Of such persons, whose permits were brought into the register, `closed` names the lines that an exam closed; of all
    others a line that is not confirmed is not, and nothing says why (docs/decisions/0015).
    """

    KIND: ClassVar[Kind] = Kind(
        "lines",
        False,
        Label("已确认的服务", "Confirmed services"),
        personal=frozenset({"confirmed", "closed"}),
    )

    confirmed: tuple[OpenLine, ...] | None = None
    closed: tuple[ServiceLine, ...] | None = ()


def line_confirmed(lines: LinesFace | None, line: ServiceLine, today: date) -> bool:
    """Whether nothing stands against a line: a person without a face, or with one that leaves it open."""
    if lines is None:
        return True
    if lines.confirmed is None:
        return line not in (lines.closed or ())
    return any(one.line is line and (one.until_on is None or one.until_on >= today) for one in lines.confirmed)
