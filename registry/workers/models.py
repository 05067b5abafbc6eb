"""Tables of persons and of their spells with companies. ID number, phone and permit number lie encrypted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.base import Base, JsonText, Sealed, UtcMoment
from registry.core.constraints import one_of
from registry.core.crypto import Purpose
from registry.core.identifiers import Sex
from registry.core.indexed import Indexed, IndexedBeside
from registry.core.sources import Source
from registry.workers.states import CodePurpose, TransferState


class Worker(Base):
    """One person for life. Each `_index` is the keyed blind index of the encrypted field beside it.

    A phone may be shared by two persons of one household; an ID number and a permit number may not.
    """

    __tablename__ = "worker"
    __table_args__ = (
        one_of("sex", Sex),
        one_of("source", Source),
        CheckConstraint("length(id_index) = 64", name="id_index_shape"),
        CheckConstraint("(phone IS NULL) = (phone_index IS NULL)", name="phone_with_index"),
        CheckConstraint("(permit_number IS NULL) = (permit_index IS NULL)", name="permit_with_index"),
        Index("uq_worker_id_index", "id_index", unique=True),
        Index("uq_worker_permit_index", "permit_index", unique=True),
        Index("ix_worker_phone_index", "phone_index"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    sex: Mapped[str] = mapped_column(Text)
    birth_on: Mapped[date]
    native_province: Mapped[str | None] = mapped_column(Text)
    id_number: Mapped[bytes] = mapped_column(Sealed)
    id_index: Mapped[str] = mapped_column(IndexedBeside(Purpose.ID_NUMBER, of="id_number"))
    phone: Mapped[bytes | None] = mapped_column(Sealed)
    phone_index: Mapped[str | None] = mapped_column(IndexedBeside(Purpose.PHONE, of="phone"))
    permit_number: Mapped[bytes | None] = mapped_column(Sealed)
    permit_index: Mapped[str | None] = mapped_column(
        IndexedBeside(Purpose.PERMIT_NUMBER, of="permit_number", namespace="permit")
    )
    source: Mapped[str] = mapped_column(Text)
    registered_on: Mapped[date]
    registered_at: Mapped[datetime] = mapped_column(UtcMoment)


class Employment(Base):
    """One spell with one company; `until_on` is its last day, None while it lasts. `services`: [{item, line}, ...]."""

    __tablename__ = "employment"
    __table_args__ = (
        one_of("source", Source),
        CheckConstraint("until_on IS NULL OR since_on IS NULL OR until_on >= since_on", name="days_in_order"),
        Index("ix_employment_worker_ref", "worker_ref"),
        Index("ix_employment_company_ref", "company_ref"),
        Index(
            "uq_employment_current",
            "worker_ref",
            "company_ref",
            unique=True,
            sqlite_where=text("until_on IS NULL"),
            postgresql_where=text("until_on IS NULL"),
        ),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    company_ref: Mapped[str] = mapped_column(Text, ForeignKey("company.ref"))
    since_on: Mapped[date | None]
    until_on: Mapped[date | None]
    services: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    source: Mapped[str] = mapped_column(Text)


class WorkerJoin(Base):
    """A file that was found to be another file of the same person: everything lies with `into_ref` since then.

    The closed row keeps a masked name, and the permit number if that permit did not survive, so that it answers.
    """

    __tablename__ = "worker_join"
    __table_args__ = (
        CheckConstraint("worker_ref <> into_ref", name="into_another"),
        Index("ix_worker_join_into_ref", "into_ref"),
    )

    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"), primary_key=True)
    into_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    case_ref: Mapped[str] = mapped_column(Text, ForeignKey("case_file.ref"))
    joined_at: Mapped[datetime] = mapped_column(UtcMoment)


class TransferRequest(Base):
    """A company says that it employs a registered person. `sealed` is what it filed, encrypted (transfers.FiledPerson).

    Only the case's officers see that there is a match; `form_on` is the day of the person's own form, where an officer
    noted one in place of a code.
    """

    __tablename__ = "transfer_request"
    __table_args__ = (
        one_of("state", TransferState),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_at_a_moment"),
        Index("ix_transfer_request_company_ref", "company_ref"),
        Index("uq_transfer_request_case_ref", "case_ref", unique=True),
        Index(
            "uq_transfer_request_waiting",
            "worker_ref",
            "company_ref",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    company_ref: Mapped[str] = mapped_column(Text, ForeignKey("company.ref"))
    state: Mapped[str] = mapped_column(Text)
    sealed: Mapped[bytes] = mapped_column(Sealed)
    filed_at: Mapped[datetime] = mapped_column(UtcMoment)
    filed_by: Mapped[str] = mapped_column(Text)
    case_ref: Mapped[str] = mapped_column(Text, ForeignKey("case_file.ref"))
    form_on: Mapped[date | None]
    ended_at: Mapped[datetime | None] = mapped_column(UtcMoment)


class WorkerCode(Base):
    """A person's own one-use code; `code_index` is keyed, the code itself is nowhere.

    `visit_until` is how long the page that it opened stays open.
    """

    __tablename__ = "worker_code"
    __table_args__ = (
        one_of("purpose", CodePurpose),
        CheckConstraint("length(code_index) = 64", name="code_index_shape"),
        CheckConstraint("expires_at > issued_at", name="expires_after"),
        CheckConstraint("visit_until IS NULL OR used_at IS NOT NULL", name="visit_after_use"),
        Index("uq_worker_code_index", "code_index", unique=True),
        Index("ix_worker_code_worker_ref", "worker_ref"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    purpose: Mapped[str] = mapped_column(Text)
    code_index: Mapped[str] = mapped_column(Indexed())
    issued_at: Mapped[datetime] = mapped_column(UtcMoment)
    issued_by: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(UtcMoment)
    used_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    visit_until: Mapped[datetime | None] = mapped_column(UtcMoment)
