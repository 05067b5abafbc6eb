"""The one thing of the private trace that is public: how far it goes, and the hash that all of it leads to."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from registry.core.labels import Label
from registry.record.kinds import Face, Kind

TRACE = "trace"  # the trace as a subject; there is one, and it names nobody


@dataclass(frozen=True, slots=True)
class TraceHeadFace(Face):
    """On this day the trace had `rows` rows, and its chain ended in `head` (hexadecimal)."""

    KIND: ClassVar[Kind] = Kind("trace_head", True, Label("操作痕迹链头", "Head of the trace"), personal=frozenset())

    rows: int
    head: str
    day: date
