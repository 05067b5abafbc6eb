"""How a person's code is looked up: bound to the person and to what it opens, keyed, and never kept as typed."""

from registry.core.crypto import KeyRing, Purpose
from registry.workers.states import CodePurpose

LONGEST = 40


def code_index(keyring: KeyRing, worker_ref: str, purpose: CodePurpose, code: str) -> str:
    """The blind index of a code as typed, with or without spaces, in either case."""
    return keyring.blind_index(Purpose.WORKER_CODE, _bound(worker_ref, purpose, code))


def code_indexes(keyring: KeyRing, worker_ref: str, purpose: CodePurpose, code: str) -> tuple[str, ...]:
    """Every index that a code may be kept under: only its paper holds it, so a change of the index key passes it by."""
    return keyring.blind_indexes(Purpose.WORKER_CODE, _bound(worker_ref, purpose, code))


def _bound(worker_ref: str, purpose: CodePurpose, code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign.isalnum())[:LONGEST]
    return f"{worker_ref}:{purpose.value}:{plain}"
