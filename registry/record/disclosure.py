"""The record's own public face: what was erased, who may ask for it and under which rule (design point 6)."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.labels import Label
from registry.record.kinds import Face, Kind


@dataclass(frozen=True, slots=True)
class ErasedFields:
    """The fields that left one entry."""

    seq: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RedactionFace(Face):
    """A visible redaction: which fields of which entries, under which rule, at whose request."""

    KIND: ClassVar[Kind] = Kind("redaction", True, Label("删除标记", "Redaction"))

    erased: tuple[ErasedFields, ...]
    rule: str
    asked_by: str
