"""From an entry to its leaf: salted commitments, canonical JSON, RFC 6962 leaf hash (design point 5, safety 0.10)."""

import binascii
import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from registry.core.errors import RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.record.canonical import Canon

SALT_BYTES = 32
LEAF_LIMIT = 65_535  # bytes; a tile's entry length is a uint16 (C2SP tlog-tiles)

_TOO_LARGE = Finding(
    "record.leaf_size", Label("这一条记录太大，请减少字段", "This entry is too large; use fewer fields")
)


class Head(NamedTuple):
    """What every entry says about itself in the open; nothing personal ever stands here."""

    log: str
    seq: int
    kind: str
    listed: bool
    ref: str
    owner: str
    version: int
    effective_on: date
    recorded_at: datetime
    corrects: int | None
    basis: str

    def plain(self) -> dict[str, Any]:
        """The head as it stands in the leaf; the moment always with six decimals."""
        return {
            "basis": self.basis,
            "corrects": self.corrects,
            "effective_on": self.effective_on.isoformat(),
            "kind": self.kind,
            "listed": self.listed,
            "log": self.log,
            "owner": self.owner,
            "recorded_at": self.recorded_at.isoformat(timespec="microseconds")[:26] + "Z",
            "ref": self.ref,
            "seq": self.seq,
            "version": self.version,
        }

    def text(self) -> str:
        """The canonical JSON of `plain`, written out: a roster has 440,000 of them."""
        at = self.recorded_at
        return (
            f"{_beginning(self.basis, self.corrects, self.effective_on, self.kind, self.listed, self.log)}"
            f'{_name(self.owner)},"recorded_at":"{_second(at.replace(microsecond=0))}.{at.microsecond:06d}Z",'
            f'"ref":{_name(self.ref)},"seq":{self.seq},"version":{self.version}}}'
        )


@lru_cache(maxsize=4096)
def _beginning(basis: str, corrects: int | None, effective_on: date, kind: str, listed: bool, log: str) -> str:
    """Up to the owner; thousands of entries of one batch share it."""
    return (
        f'{{"basis":{_quoted(basis)},"corrects":{"null" if corrects is None else corrects},'
        f'"effective_on":"{effective_on.isoformat()}","kind":{_quoted(kind)},'
        f'"listed":{"true" if listed else "false"},"log":{_quoted(log)},"owner":'
    )


@lru_cache(maxsize=64)
def _second(moment: datetime) -> str:
    """A whole second; thousands of entries of one batch share it."""
    return moment.isoformat()[:19]


def _name(opaque: str) -> str:
    """An opaque name in JSON: letters and digits need no escaping, and are not worth remembering."""
    return f'"{opaque}"' if opaque.isalnum() and opaque.isascii() else _quoted(opaque)


def _quoted(text: str) -> str:
    return orjson.dumps(text).decode()


class Leaf(NamedTuple):
    """The committed bytes of an entry, their hash, and the side document with values and salts."""

    content: bytes
    hash: bytes
    side: str


def commitment(salt: bytes, name: str, value: bytes) -> str:
    """Hex SHA-256 over 32 random bytes, the field's name, a zero byte and the canonical value."""
    return hashlib.sha256(salt + _BOUND[name] + value).hexdigest()


class _Bound(dict[str, bytes]):
    """A field's name and the zero byte after it, which binds a value to its field. Names are few: those of faces."""

    def __missing__(self, name: str) -> bytes:
        bound = self[name] = name.encode() + b"\0"
        return bound


_BOUND = _Bound()


def leaf_hash(content: bytes) -> bytes:
    """RFC 6962 leaf hash: SHA-256 over a zero byte and the leaf."""
    return hashlib.sha256(b"\0" + content).digest()


def content_of(head: Mapping[str, Any], commitments: Mapping[str, str]) -> bytes:
    """The canonical bytes of a leaf: keys are ASCII names of ours and values text or safe integers by construction."""
    return orjson.dumps({"fields": commitments, "head": head}, option=orjson.OPT_SORT_KEYS)


def seal(head: Head, fields: Mapping[str, Any], random: bytes, canon: Canon | None = None) -> Leaf:
    """Commit to `fields` under `head`. `random` holds 32 bytes per field, used once; `canon` remembers what the
    entries of one batch have in common.

    Raises RuleBroken for a value the record does not admit and for a leaf over 65,535 bytes.
    """
    known = canon or Canon()
    sha256, base64, bound = hashlib.sha256, binascii.b2a_base64, _BOUND
    committed = []
    parts = []
    at = 0
    for name in sorted(fields):
        salt = random[at : at + SALT_BYTES]
        at += SALT_BYTES
        value = fields[name]
        content, text = known[value] if type(value) is str else known.of(value)
        committed.append(f'"{name}":"{sha256(salt + bound[name] + content).hexdigest()}"')
        parts.append(f'"{name}":["{base64(salt, newline=False).decode()}",{text}]')
    leaf = f'{{"fields":{{{",".join(committed)}}},"head":{head.text()}}}'.encode()
    if len(leaf) > LEAF_LIMIT:
        raise RuleBroken([_TOO_LARGE])
    return Leaf(leaf, leaf_hash(leaf), f"{{{','.join(parts)}}}")


def opened(side: str) -> dict[str, tuple[bytes, Any]]:
    """The side document as {field: (salt, value)}."""
    return {name: (binascii.a2b_base64(salt), value) for name, (salt, value) in orjson.loads(side).items()}


def values_of(side: str) -> dict[str, Any]:
    """The values alone of a side document, as {field: value}."""
    return {name: pair[1] for name, pair in orjson.loads(side).items()}
