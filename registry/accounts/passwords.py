"""Password hashing: Argon2id at the OWASP minimum, so that a sign-in costs tens of milliseconds and no more."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Somebody unknown costs as much as somebody known, so that time tells nothing.
_NOBODY = _HASHER.hash("nobody has this password")


def hashed(password: str) -> str:
    """The Argon2id hash of a password, with its own salt and parameters."""
    return _HASHER.hash(password)


def verified(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one hashed; as slow for None as for a real hash."""
    try:
        _HASHER.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def outdated(password_hash: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)
