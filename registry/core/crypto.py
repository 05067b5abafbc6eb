"""Encryption of single fields, and keyed indexes to find them by without being able to read them.

AES-256-GCM with a fresh 96-bit nonce per value, bound to table, column and row, so that a value moved elsewhere is
refused. The token names its key; any key of the ring reads, only the primary writes. Index keys are separate ones: the
first indexes, and changing it means computing every index anew from the decrypted values (registry/index_keys). The
others are kept for what cannot be computed anew: cards and codes whose secret only paper holds.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registry.core.contact_numbers import normalise_email, normalise_phone
from registry.core.errors import RegistryError
from registry.core.identifiers import normalise_identifier
from registry.core.labels import Label

KEY_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16
_VERSION = 1
_NAME = re.compile(r"[a-z0-9_-]{1,32}")
_DUMMY_PLACE = ("none", "none", "none")


class KeyRingInvalid(RegistryError):
    """The keys given cannot make a ring; the message says why and shows no key."""


class KeyMissing(RegistryError):
    """A value was encrypted under a key that the ring does not hold."""

    def __init__(self, name: str) -> None:
        super().__init__(Label(f"密钥环中没有名为 {name} 的密钥", f"The key ring holds no key named {name}"))
        self.name = name


class IndexKeyMissing(RegistryError):
    """The ring does not hold the index key that is asked for."""

    def __init__(self) -> None:
        super().__init__(Label("密钥环中没有在用的索引密钥", "The ring does not hold the index key that is in force"))


class DecryptionRefused(RegistryError):
    """A value is damaged, or stands in another table, column or row than it was written for."""

    def __init__(self) -> None:
        super().__init__(
            Label("加密字段无法解开：已损坏，或不属于这一行", "An encrypted field is damaged or not of this row")
        )


class Purpose(StrEnum):
    """What an index is for: the same value has unrelated indexes for different purposes."""

    ID_NUMBER = "id_number"
    PHONE = "phone"
    PERMIT_NUMBER = "permit_number"
    CARD_TOKEN = "card_token"
    CARD_CODE = "card_code"
    EMAIL = "email"
    WORKER_CODE = "worker_code"


def _as_is(text: str) -> str:
    return text


_NORMAL_FORM: Mapping[Purpose, Callable[[str], str]] = {
    Purpose.ID_NUMBER: normalise_identifier,
    Purpose.PHONE: normalise_phone,
    Purpose.PERMIT_NUMBER: normalise_identifier,
    Purpose.CARD_TOKEN: _as_is,
    Purpose.CARD_CODE: normalise_identifier,
    Purpose.EMAIL: normalise_email,
    Purpose.WORKER_CODE: normalise_identifier,
}


def new_key() -> str:
    """A new 32-byte key from the system's random source, in base64."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


class _Indexer:
    """What one index key does: an index per purpose, and the proof by which a register names the key."""

    def __init__(self, key: bytes) -> None:
        self.proof = hmac.digest(key, b"index key proof v1", hashlib.sha256).hex()
        self._keyed = {
            purpose: _keyed(hmac.digest(key, b"blind index v1\0" + purpose.encode(), hashlib.sha256))
            for purpose in Purpose
        }

    def index(self, purpose: Purpose, plain: bytes) -> str:
        keyed_inner, keyed_outer = self._keyed[purpose]
        inner, outer = keyed_inner.copy(), keyed_outer.copy()
        inner.update(plain)
        outer.update(inner.digest())
        found: str = outer.hexdigest()
        return found


class KeyRing:
    """Named field keys of 32 bytes, one primary, and index keys, the first in use. Its repr shows names only."""

    def __init__(
        self, keys: Mapping[str, bytes], primary: str, index_key: bytes, other_index_keys: Sequence[bytes] = ()
    ) -> None:
        """Raises KeyRingInvalid for a wrong length or name, an unknown primary, or one key used twice."""
        for name, key in keys.items():
            if _NAME.fullmatch(name) is None:
                raise KeyRingInvalid(
                    Label("密钥名只能是小写字母、数字、_ 和 -", "A key name is lower-case letters, digits, _ and -")
                )
            if len(key) != KEY_BYTES:
                raise KeyRingInvalid(Label(f"密钥 {name} 应为 32 字节", f"Key {name} must have 32 bytes"))
        if primary not in keys:
            raise KeyRingInvalid(Label("密钥环中没有主密钥", "The ring does not hold its primary key"))
        index_keys = (index_key, *other_index_keys)
        if any(len(key) != KEY_BYTES for key in index_keys):
            raise KeyRingInvalid(Label("索引密钥应为 32 字节", "The index key must have 32 bytes"))
        if len({*keys.values(), *index_keys}) != len(keys) + len(index_keys):
            raise KeyRingInvalid(Label("同一密钥不能用两次", "One key must not be used twice"))
        self.primary = primary
        self._keys = dict(keys)
        self._index_keys = index_keys
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._indexers = tuple(_Indexer(key) for key in index_keys)
        self._dummy = self._encrypt_bytes(b"0" * 18, *_DUMMY_PLACE)

    @classmethod
    def from_text(cls, field_keys: str, index_keys: str) -> Self:
        """A ring from "name:base64" pairs divided by commas, spaces or lines, the first primary, and index keys alike,
        without names.

        Raises KeyRingInvalid.
        """
        keys: dict[str, bytes] = {}
        for pair in re.split(r"[\s,]+", field_keys.strip()):
            name, divider, text = pair.partition(":")
            if not divider or name in keys:
                raise KeyRingInvalid(
                    Label("密钥应写成 名称:base64，名称不重复", "Keys are written name:base64, each name once")
                )
            keys[name] = _key_bytes(text)
        first, *others = (_key_bytes(text) for text in re.split(r"[\s,]+", index_keys.strip()))
        return cls(keys, next(iter(keys)), first, others)

    @classmethod
    def generate(cls, name: str = "k1") -> Self:
        """A ring of one new field key and a new index key."""
        return cls({name: secrets.token_bytes(KEY_BYTES)}, name, secrets.token_bytes(KEY_BYTES))

    def to_text(self) -> tuple[str, str]:
        """(field keys, index keys) as `from_text` reads them, primary first. Secret: for the key file only."""
        names = [self.primary, *(name for name in self._keys if name != self.primary)]
        pairs = [f"{name}:{base64.b64encode(self._keys[name]).decode()}" for name in names]
        return ",".join(pairs), ",".join(base64.b64encode(key).decode() for key in self._index_keys)

    def with_new_primary(self, name: str) -> "KeyRing":
        """The ring with one more, new, key that writes from now on. Raises KeyRingInvalid if the name is taken."""
        if name in self._keys:
            raise KeyRingInvalid(Label(f"已有名为 {name} 的密钥", f"There is a key named {name} already"))
        return KeyRing(
            {name: secrets.token_bytes(KEY_BYTES), **self._keys}, name, self._index_keys[0], self._index_keys[1:]
        )

    def with_new_index_key(self) -> "KeyRing":
        """The ring with one more, new, index key in front."""
        return self._indexing(secrets.token_bytes(KEY_BYTES), self._index_keys)

    def with_index_key(self, proof: str) -> "KeyRing":
        """The ring with the index key of this proof in front. Raises IndexKeyMissing when it holds none such."""
        if proof == self.index_proof:
            return self
        if proof not in self.index_proofs:
            raise IndexKeyMissing()
        at = self.index_proofs.index(proof)
        return self._indexing(self._index_keys[at], self._index_keys[:at] + self._index_keys[at + 1 :])

    def _indexing(self, first: bytes, others: tuple[bytes, ...]) -> "KeyRing":
        return KeyRing(self._keys, self.primary, first, others)

    @property
    def index_proof(self) -> str:
        """What names the index key in use, 64 hexadecimal digits: no index, and nothing to compute one from."""
        return self._indexers[0].proof

    @property
    def index_proofs(self) -> tuple[str, ...]:
        """The proofs of all index keys, the one in use first."""
        return tuple(indexer.proof for indexer in self._indexers)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the field keys."""
        return tuple(self._keys)

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(self._keys)}; primary {self.primary})"

    def encrypt(self, text: str, *, table: str, column: str, row: str) -> bytes:
        """The token of a text under the primary key, good for this table, column and row only."""
        return self._encrypt_bytes(text.encode(), table, column, row)

    def _encrypt_bytes(self, plain: bytes, table: str, column: str, row: str) -> bytes:
        head = _head(self.primary)
        nonce = os.urandom(_NONCE_BYTES)
        return head + nonce + self._ciphers[self.primary].encrypt(nonce, plain, _bound_to(head, table, column, row))

    def decrypt(self, token: bytes, *, table: str, column: str, row: str) -> str:
        """The text of a token. Raises DecryptionRefused if it is damaged or of another place, KeyMissing."""
        name = key_name(token)
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise KeyMissing(name)
        head = _head(name)
        body = token[len(head) :]
        if len(body) < _NONCE_BYTES + _TAG_BYTES:
            raise DecryptionRefused()
        try:
            plain = cipher.decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], _bound_to(head, table, column, row))
        except InvalidTag:
            raise DecryptionRefused() from None
        return plain.decode()

    def dummy_decrypt(self) -> None:
        """As much work as reading one identity number: for the path on which there is nothing to read."""
        table, column, row = _DUMMY_PLACE
        self.decrypt(self._dummy, table=table, column=column, row=row)

    def needs_rotation(self, token: bytes) -> bool:
        """Whether a token was written under another key than the primary. Raises DecryptionRefused if misshapen."""
        return key_name(token) != self.primary

    def rotate(self, token: bytes, *, table: str, column: str, row: str) -> bytes:
        """The same text under the primary key; a token already there is returned as it is. Raises as `decrypt`."""
        if not self.needs_rotation(token):
            return token
        return self.encrypt(
            self.decrypt(token, table=table, column=column, row=row), table=table, column=column, row=row
        )

    def blind_index(self, purpose: Purpose, value: str) -> str:
        """HMAC-SHA-256 of a value's normal form, 64 hexadecimal digits, the same for equal values of one purpose."""
        return self._indexers[0].index(purpose, _NORMAL_FORM[purpose](value).encode())

    def blind_indexes(self, purpose: Purpose, value: str) -> tuple[str, ...]:
        """The index of a value under every index key, the one in use first: for looking up what cannot be indexed anew.

        How many they are, and so the work, depends on the ring alone.
        """
        plain = _NORMAL_FORM[purpose](value).encode()
        return tuple(indexer.index(purpose, plain) for indexer in self._indexers)


def key_name(token: bytes) -> str:
    """The name of the key a token was written under. Raises DecryptionRefused if it is no token."""
    if len(token) < 2 or token[0] != _VERSION or len(token) < 2 + token[1]:
        raise DecryptionRefused()
    try:
        return token[2 : 2 + token[1]].decode("ascii")
    except UnicodeDecodeError:
        raise DecryptionRefused() from None


def _keyed(key: bytes) -> tuple[Any, Any]:
    """The inner and outer hash of HMAC-SHA-256 (RFC 2104), keyed once: a roster asks for 400,000 indexes, and copying
    two hashes costs a third of copying an HMAC. `key` has 32 bytes."""
    padded = key.ljust(64, b"\0")
    return hashlib.sha256(bytes(byte ^ 0x36 for byte in padded)), hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))


@lru_cache(maxsize=64)
def _head(name: str) -> bytes:
    return bytes([_VERSION, len(name)]) + name.encode()


def _bound_to(head: bytes, table: str, column: str, row: str) -> bytes:
    """Each part with its length before it, so that no two places read alike."""
    return head + _measured(table) + _measured(column) + len(plain := row.encode()).to_bytes(4, "big") + plain


@lru_cache(maxsize=256)
def _measured(part: str) -> bytes:
    plain = part.encode()
    return len(plain).to_bytes(4, "big") + plain


def _key_bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        raise KeyRingInvalid(Label("密钥不是 base64 文本", "A key is not base64 text")) from None
