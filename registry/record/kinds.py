"""What may be published: kinds of entries and the faces that fill them."""

import dataclasses
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Self

from registry.core.labels import Label


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry. `listed` ones may be searched, listed and exported; the others need an exact key.

    `personal` names the fields that hold personal data, `link` the one field that holds another subject's ref.
    """

    name: str
    listed: bool
    label: Label
    personal: frozenset[str] = frozenset()
    link: str | None = None

    def __post_init__(self) -> None:
        KINDS[self.name] = self


KINDS: dict[str, Kind] = {}


class Face:
    """Base of the frozen dataclasses in each slice's disclosure.py: exactly the fields anyone may see."""

    KIND: ClassVar[Kind]

    def fields(self) -> dict[str, Any]:
        """The face as the record stores it: days as ISO text, enums as values, tuples as lists."""
        own = typing.cast(Any, self)
        return {name: plain(getattr(own, name)) for name in _names(typing.cast(Hashable, type(self)))}

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Self:
        """The face of stored fields; what was erased or is younger than the entry reads as None."""
        return cls(**_values(typing.cast(Hashable, cls), fields))


_AS_IT_IS = frozenset({str, int, bool, type(None)})


def plain(value: Any) -> Any:
    """The stored form of one face value."""
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, StrEnum):
        return value._value_  # what `value` reads, without its descriptor: a roster asks two million times
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in _names(type(value))}
    raise TypeError(f"a face cannot hold {type(value).__name__}")


@cache
def _names(cls: Hashable) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(typing.cast(Any, cls)))


Read = Callable[[Any], Any]


def _values(cls: Hashable, fields: Mapping[str, Any]) -> dict[str, Any]:
    """{name: value as the class holds it}; None for what the fields lack."""
    values = {name: fields.get(name) for name in _names(cls)}
    for name, read in _readers(cls):
        if (stored := values[name]) is not None:
            values[name] = read(stored)
    return values


@cache
def _readers(cls: Hashable) -> tuple[tuple[str, Read], ...]:
    """Of the fields that are stored otherwise than they are held."""
    hints = typing.get_type_hints(cls)
    return tuple((name, read) for name in _names(cls) if (read := _reader(hints[name])) is not None)


def _reader(hint: Any) -> Read | None:
    """How a stored value that is not None becomes the face's again, worked out once per class; None: as it is."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [part for part in typing.get_args(hint) if part is not type(None)]
        return _reader(inner[0])
    if origin is tuple:
        item = _reader(typing.get_args(hint)[0])
        return tuple if item is None else lambda value: tuple(item(one) for one in value)
    if isinstance(hint, type):
        if issubclass(hint, StrEnum):
            return hint
        if issubclass(hint, date):
            return date.fromisoformat
        if dataclasses.is_dataclass(hint):
            return lambda value: hint(**_values(hint, value))
    return None
