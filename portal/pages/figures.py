"""The few figures of the front page, counted from the record."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from registry.record import reading


@dataclass(frozen=True, slots=True)
class Figures:
    """How many companies and permits are on the record, and how many persons agreed to be listed."""

    companies: int
    permits: int
    listed: int
    entries: int


def figures(session: Session) -> Figures:
    """Count what is published now."""
    return Figures(
        companies=reading.count_of_kind(session, "company"),
        permits=reading.count_of_kind(session, "permit"),
        listed=reading.count_of_kind(session, "worker"),
        entries=reading.position(session),
    )
