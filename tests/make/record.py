"""Builders for entries of the record: a face with every kind of value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.base import new_ref
from registry.core.clock import Clock
from registry.core.labels import Label, LabelledEnum
from registry.record.actions import Publication, Published, publish
from registry.record.kinds import Face, Kind


class Colour(LabelledEnum):
    """A small closed set."""

    RED = "red", "红", "Red"
    BLUE = "blue", "蓝", "Blue"


@dataclass(frozen=True, slots=True)
class Part:
    """A value inside a face."""

    name: str
    since_on: date | None


@dataclass(frozen=True, slots=True)
class SampleFace(Face):
    """One of everything a face may hold."""

    KIND: ClassVar[Kind] = Kind("sample", True, Label("样本", "Sample"), frozenset({"name"}), link="other")

    name: str
    number: int = 0
    good: bool = True
    since_on: date | None = None
    colour: Colour = Colour.RED
    parts: tuple[Part, ...] = ()
    other: str | None = None


UNLISTED = Kind("hidden_sample", False, Label("不列出的样本", "Unlisted sample"))


def sample(
    *,
    name: str = "云州样本",
    ref: str | None = None,
    owner: str | None = None,
    effective_on: date = date(2026, 1, 1),
    basis: str = "",
    **fields: object,
) -> Publication:
    """A publication of a sample face."""
    subject = ref or new_ref()
    return Publication(SampleFace.KIND, subject, owner or subject, SampleFace(name, **fields), effective_on, basis)


CLERK = Actor("clerk-1", "association", "测试经办")


def recorded(session: Session, clock: Clock, items: Sequence[Publication]) -> list[Published]:
    """Publish and trace, as an action does."""
    entries = publish(session, clock, items)
    write(session, clock, CLERK, [Trace("samples.make", e.kind, e.ref, entries=[e]) for e in entries])
    return entries
