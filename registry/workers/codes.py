"""How a person's code is looked up: bound to the person and to what it opens, keyed, and never kept as typed."""

from registry.core.crypto import KeyRing, Purpose
from registry.workers.states import CodePurpose

LONGEST = 40


def code_index(keyring: KeyRing, worker_ref: str, purpose: CodePurpose, code: str) -> str:
    """The blind index of a code as typed, with or without spaces, in either case."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())[:LONGEST]
    return keyring.blind_index(Purpose.WORKER_CODE, f"{worker_ref}:{purpose.value}:{plain}")
