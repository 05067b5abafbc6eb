"""Tables of accounts. E-mail and TOTP secret lie encrypted; tokens are kept as hashes only."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.accounts.states import AccountState, SignInEnd, TokenPurpose
from registry.core.actor import COMPANY_ROLES, SIGNED_IN_ROLES, Role
from registry.core.base import Base, JsonText, Sealed, UtcMoment
from registry.core.constraints import one_of
from registry.core.crypto import Purpose
from registry.core.indexed import IndexedBeside

_COMPANY = ", ".join(f"'{role}'" for role in sorted(COMPANY_ROLES))
BY_KEEPER = "keeper"
_ROLES = ", ".join(f"'{role}'" for role in sorted(SIGNED_IN_ROLES))


class Account(Base):
    """One natural person who may sign in. `totp_step` is the last 30-second step used, so that no code works twice."""

    __tablename__ = "account"
    __table_args__ = (
        one_of("state", AccountState),
        CheckConstraint("state <> 'active' OR password_hash IS NOT NULL", name="active_with_password"),
        CheckConstraint("totp_confirmed_at IS NULL OR totp_secret IS NOT NULL", name="confirmed_with_secret"),
        Index("uq_account_email_index", "email_index", unique=True),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[bytes] = mapped_column(Sealed)
    email_index: Mapped[str] = mapped_column(IndexedBeside(Purpose.EMAIL, of="email"))
    state: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str | None] = mapped_column(Text)
    password_set_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    totp_secret: Mapped[bytes | None] = mapped_column(Sealed)
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    totp_step: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcMoment)


class Membership(Base):
    """A person's post: role, and the company or the districts it is for. It ends, it is never deleted.

    `decided_in` is the case in which two people decided on it, or BY_KEEPER for one given from the command line.
    """

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint(f"role IN ({_ROLES})", name="role_known"),
        CheckConstraint(f"(role IN ({_COMPANY})) = (company_ref IS NOT NULL)", name="company_of_company_roles"),
        CheckConstraint("role <> 'regulator' OR districts <> '[]'", name="districts_of_regulators"),
        CheckConstraint(f"role IN ({_COMPANY}) OR decided_in IS NOT NULL", name="others_decided_by_two"),
        Index("ix_membership_company_ref", "company_ref"),
        Index(
            "uq_membership_decided_in",
            "decided_in",
            unique=True,
            sqlite_where=text(f"decided_in <> '{BY_KEEPER}'"),
            postgresql_where=text(f"decided_in <> '{BY_KEEPER}'"),
        ),
        *(
            Index(
                name,
                *columns,
                unique=True,
                sqlite_where=text(f"until_at IS NULL AND company_ref IS {company}"),
                postgresql_where=text(f"until_at IS NULL AND company_ref IS {company}"),
            )
            for name, columns, company in (
                ("uq_membership_open", ("account_ref", "role"), "NULL"),
                ("uq_membership_open_company", ("account_ref", "role", "company_ref"), "NOT NULL"),
            )
        ),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    account_ref: Mapped[str] = mapped_column(Text, ForeignKey("account.ref"))
    role: Mapped[str] = mapped_column(Text)
    company_ref: Mapped[str | None] = mapped_column(Text)
    districts: Mapped[list[str]] = mapped_column(JsonText)
    from_at: Mapped[datetime] = mapped_column(UtcMoment)
    until_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    added_by: Mapped[str] = mapped_column(Text)
    decided_in: Mapped[str | None] = mapped_column(Text)

    @property
    def acting_role(self) -> Role:
        """The role as an enum."""
        return Role(self.role)


class SignIn(Base):
    """One sign-in on one device, found by the SHA-256 of its cookie's token; ending it is seen at the next request."""

    __tablename__ = "sign_in"
    __table_args__ = (
        one_of("ended_why", SignInEnd),
        CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="ended_with_reason"),
        Index("ix_sign_in_account_ref", "account_ref"),
    )

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(Text, unique=True)
    account_ref: Mapped[str] = mapped_column(Text, ForeignKey("account.ref"))
    membership_ref: Mapped[str | None] = mapped_column(Text, ForeignKey("membership.ref"))
    opened_at: Mapped[datetime] = mapped_column(UtcMoment)
    expires_at: Mapped[datetime] = mapped_column(UtcMoment)
    second_factor_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    device: Mapped[str] = mapped_column(Text)
    network: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    ended_why: Mapped[str | None] = mapped_column(Text)


class AccountToken(Base):
    """A one-use key sent by mail; only its SHA-256 is here."""

    __tablename__ = "account_token"
    __table_args__ = (one_of("purpose", TokenPurpose), Index("ix_account_token_account_ref", "account_ref"))

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    account_ref: Mapped[str] = mapped_column(Text, ForeignKey("account.ref"))
    purpose: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcMoment)
    expires_at: Mapped[datetime] = mapped_column(UtcMoment)
    used_at: Mapped[datetime | None] = mapped_column(UtcMoment)


class RecoveryCode(Base):
    """One of the codes that stand in for a lost device; only its SHA-256 is here."""

    __tablename__ = "recovery_code"

    account_ref: Mapped[str] = mapped_column(Text, ForeignKey("account.ref"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcMoment)


class KnownDevice(Base):
    """A browser that signed in before: anything else is told to the person by mail."""

    __tablename__ = "known_device"

    account_ref: Mapped[str] = mapped_column(Text, ForeignKey("account.ref"), primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    first_seen_at: Mapped[datetime] = mapped_column(UtcMoment)


class FormDone(Base):
    """A form that was sent, and where its result lies: the second click of a double click goes there too."""

    __tablename__ = "form_done"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    account_ref: Mapped[str] = mapped_column(Text)
    done_at: Mapped[datetime] = mapped_column(UtcMoment)
    location: Mapped[str] = mapped_column(Text)
