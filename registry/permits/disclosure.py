"""What anyone who holds a permit number with the surname, or a card, may see. No name, no number."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from registry.core.labels import Label
from registry.core.sources import Source
from registry.permits.states import CardState, PermitState
from registry.record.kinds import Face, Kind


@dataclass(frozen=True, slots=True)
class PermitFace(Face):
    """The permit itself. `valid_until` None reads 未载明 and lowers nothing; its last day is valid to midnight.

    `decision_final` says that a suspension or revocation can no longer be appealed, and so may be given as a reason.
    """

    KIND: ClassVar[Kind] = Kind(
        "permit",
        False,
        Label("上门服务证", "Service permit"),
        personal=frozenset({"state", "valid_from", "valid_until", "issuer", "source", "decision_final"}),
    )

    state: PermitState | None
    valid_from: date | None
    valid_until: date | None
    issuer: str | None
    source: Source | None
    decision_final: bool | None


@dataclass(frozen=True, slots=True)
class CardFace(Face):
    """One printed card: a dead one still resolves, so that the door can say so."""

    KIND: ClassVar[Kind] = Kind("card", False, Label("证卡", "Card"), personal=frozenset({"state", "issued_on"}))

    state: CardState | None
    issued_on: date | None
