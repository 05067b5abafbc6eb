"""Maintenance notices as everybody sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from registry.core.labels import Label
from registry.record import reading
from registry.record.kinds import Face, Kind

NOTICES = "notices"  # the owner of all of them: the register itself


@dataclass(frozen=True, slots=True)
class NoticeFace(Face):
    """What is announced, from when until when (ISO 8601, UTC)."""

    KIND: ClassVar[Kind] = Kind("notice", True, Label("维护通知", "Maintenance notice"), personal=frozenset())

    text_zh: str
    text_en: str
    from_at: str
    until_at: str

    @property
    def text(self) -> Label:
        """The notice in both languages."""
        return Label(self.text_zh, self.text_en)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The moments at which it begins and ends."""
        return datetime.fromisoformat(self.from_at), datetime.fromisoformat(self.until_at)


def as_text(moment: datetime) -> str:
    """A moment as the face holds it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def notices(session: Session) -> list[NoticeFace]:
    """Every notice that was not withdrawn, past ones included, in the order of publication."""
    entries = reading.current_of(session, [NOTICES], [NoticeFace.KIND.name])[NOTICES]
    return [entry.face(NoticeFace) for entry in entries]


def showing(found: Sequence[NoticeFace], now: datetime) -> list[NoticeFace]:
    """Those that stand on every page at `now`."""
    return [notice for notice in found if notice.span[0] <= now < notice.span[1]]
