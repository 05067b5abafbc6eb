"""Cases and their timelines. triggers.py holds the walls: who proposed and who decided cannot be rewritten."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.cases.kinds import TWO_PEOPLE
from registry.cases.states import Act, CaseKind, CaseState, Outcome, Unit
from registry.core.base import Base, JsonText, UtcMoment
from registry.core.constraints import one_of

_TWO = " AND ".join(f"kind <> '{kind.value}'" for kind in TWO_PEOPLE)


def _whole(part: str) -> str:
    return " AND ".join(f"({part}_by IS NULL) = ({part}_{rest} IS NULL)" for rest in ("outcome", "reason", "at"))


class Case(Base):
    """One piece of work. `payload` holds no readable personal number; `order_at` is the limit, far ahead without one.

    `due_basis` is the way the limit was counted (working_days.rules.Due.plain), or None for a limit told by hand.
    `version` grows with every change: a page that shows an older one is refused.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        one_of("kind", CaseKind),
        one_of("state", CaseState),
        one_of("unit", Unit),
        one_of("proposed_outcome", Outcome),
        one_of("decided_outcome", Outcome),
        UniqueConstraint("year", "serial"),
        CheckConstraint("serial > 0 AND version > 0", name="numbers_positive"),
        CheckConstraint(f"two_people OR ({_TWO})", name="kinds_of_two_people"),
        CheckConstraint(
            "NOT two_people OR decided_by IS NULL OR (proposed_by IS NOT NULL AND proposed_by <> decided_by)",
            name="two_people_differ",
        ),
        CheckConstraint(_whole("proposed"), name="proposal_whole"),
        CheckConstraint(_whole("decided"), name="decision_whole"),
        CheckConstraint(
            "(state <> 'open' AND state <> 'with_company') OR (proposed_by IS NULL AND decided_by IS NULL)",
            name="open_without_proposal",
        ),
        CheckConstraint(
            "state <> 'proposed' OR (proposed_by IS NOT NULL AND decided_by IS NULL)", name="proposed_by_somebody"
        ),
        CheckConstraint("state <> 'decided' OR decided_by IS NOT NULL", name="decided_by_somebody"),
        CheckConstraint("decided_by IS NULL OR state = 'decided' OR state = 'closed'", name="decision_stands"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_when"),
        CheckConstraint("used_at IS NULL OR decided_by IS NOT NULL", name="used_when_decided"),
        CheckConstraint("(assignee IS NULL) = (claimed_at IS NULL)", name="claimed_when"),
        CheckConstraint("due_at IS NULL OR order_at = due_at", name="ordered_by_limit"),
        CheckConstraint(
            "active = (state = 'open' OR state = 'with_company' OR state = 'proposed')", name="active_states"
        ),
        CheckConstraint(
            "state <> 'with_company' OR company_ref IS NOT NULL OR kind = 'company_application'",
            name="with_some_company",
        ),
        Index("ix_case_file_work", "active", "kind", "order_at", "ref"),
        Index("ix_case_file_state", "state", "kind", "order_at", "ref"),
        Index("ix_case_file_district", "district", "active", "kind", "order_at", "ref"),
        Index("ix_case_file_assignee", "assignee", "active"),
        Index("ix_case_file_company_ref", "company_ref", "active"),
        Index("ix_case_file_subject_ref", "subject_ref"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    year: Mapped[int]
    serial: Mapped[int]
    kind: Mapped[str] = mapped_column(Text)
    subject_kind: Mapped[str] = mapped_column(Text)
    subject_ref: Mapped[str] = mapped_column(Text)
    company_ref: Mapped[str | None] = mapped_column(Text)
    district: Mapped[str | None] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    two_people: Mapped[bool]
    state: Mapped[str] = mapped_column(Text)
    active: Mapped[bool]
    version: Mapped[int]
    payload: Mapped[dict[str, Any]] = mapped_column(JsonText)
    opened_at: Mapped[datetime] = mapped_column(UtcMoment)
    opened_by: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    due_basis: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    provisional: Mapped[bool]
    order_at: Mapped[datetime] = mapped_column(UtcMoment)
    assignee: Mapped[str | None] = mapped_column(Text)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    proposed_by: Mapped[str | None] = mapped_column(Text)
    proposed_outcome: Mapped[str | None] = mapped_column(Text)
    proposed_reason: Mapped[str | None] = mapped_column(Text)
    proposed_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    decided_by: Mapped[str | None] = mapped_column(Text)
    decided_outcome: Mapped[str | None] = mapped_column(Text)
    decided_reason: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    used_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    closed_at: Mapped[datetime | None] = mapped_column(UtcMoment)

    @property
    def number(self) -> str:
        """The number people say: 2026-000123."""
        return f"{self.year}-{self.serial:06d}"


class CaseEvent(Base):
    """One step of a timeline; the table only grows. `details` are reasons per field, `positions` record entries."""

    __tablename__ = "case_event"
    __table_args__ = (one_of("act", Act), CheckConstraint("place > 0", name="place_positive"))

    case_ref: Mapped[str] = mapped_column(Text, ForeignKey("case_file.ref"), primary_key=True)
    place: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcMoment)
    actor: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    act: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, str] | None] = mapped_column(JsonText)
    positions: Mapped[list[int]] = mapped_column(JsonText)
