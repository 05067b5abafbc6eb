"""The mark on a negative item while an objection is examined: listed for a company's item, unlisted for a person's.

Who objected, and why, is in no face.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Session

from registry.core.labels import Label
from registry.record import reading
from registry.record.kinds import Face, Kind
from registry.rights.states import ObjectionState


@dataclass(frozen=True, slots=True)
class CompanyObjectionFace(Face):
    """An objection to an entry about a company: which entry, since when, how it ended."""

    KIND: ClassVar[Kind] = Kind("company_objection", True, Label("异议", "Objection"), personal=frozenset())

    item: int
    state: ObjectionState
    filed_on: date
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class PersonObjectionFace(Face):
    """The same about a person, reachable by exact key only."""

    KIND: ClassVar[Kind] = Kind(
        "person_objection", False, Label("异议", "Objection"),
        personal=frozenset({"item", "state", "filed_on", "decided_on"}),
    )  # fmt: skip

    item: int
    state: ObjectionState
    filed_on: date
    decided_on: date | None


def open_objections(session: Session, owner: str) -> list[CompanyObjectionFace | PersonObjectionFace]:
    """Objections about this owner that are being examined: each item is shown as 异议处理中."""
    kinds = [CompanyObjectionFace.KIND.name, PersonObjectionFace.KIND.name]
    faces: list[CompanyObjectionFace | PersonObjectionFace] = []
    for entry in reading.current_of(session, [owner], kinds)[owner]:
        of_company = entry.kind == CompanyObjectionFace.KIND.name
        faces.append(entry.face(CompanyObjectionFace) if of_company else entry.face(PersonObjectionFace))
    return [face for face in faces if face.state is ObjectionState.OPEN]
