"""The declarative base, the naming convention that migrations rely on, and the storage types."""

import base64
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import BigInteger, LargeBinary, MetaData, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table of the register."""

    metadata = MetaData(naming_convention=NAMING)


class Sealed(LargeBinary):
    """What the key ring encrypted; bound to its table, column and row (crypto.KeyRing)."""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC of an aware moment, exact."""
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The aware UTC moment of a count of microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=micros)


class UtcMoment(TypeDecorator[datetime]):
    """An aware moment, stored as integer microseconds since 1970 UTC: exact, ordered and the same on every engine."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_micros(value)


class JsonText(TypeDecorator[Any]):
    """A JSON value kept as compact text with sorted keys: no engine reformats it, and its bytes can be searched."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(value)


def new_ref() -> str:
    """A new opaque name: 128 random bits in 26 lower-case letters and digits."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def new_refs(count: int) -> list[str]:
    """`count` new opaque names from one read of the random source."""
    raw = secrets.token_bytes(16 * count)
    return [base64.b32encode(raw[at : at + 16]).decode()[:26].lower() for at in range(0, 16 * count, 16)]


# Each letter from the lower five bits of a byte: a hundredth of what the library's base32 takes.
_BASE32 = b"abcdefghijklmnopqrstuvwxyz234567" * 8


def neighbouring_refs(count: int) -> list[str]:
    """`count` opaque names in order that share their first 20 random bits and have 110 of their own.

    For rows written together: wholly random names would touch every page of every index for each batch of a roster.
    """
    shared = new_ref()[:4]
    own = secrets.token_bytes(22 * count).translate(_BASE32).decode()
    return sorted(shared + own[at : at + 22] for at in range(0, 22 * count, 22))
