"""Keeping the private half of a proposal until it is decided, and one proposal per person at a time."""

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from registry.core.crypto import KeyRing
from registry.core.errors import Conflict
from registry.core.labels import Label
from registry.persons.models import PersonProposal
from registry.persons.queries import open_case_about


def refuse_second_case(session: Session, worker_refs: list[str]) -> None:
    """Raises Conflict, naming it, while a case about whose file it is waits for its decision."""
    waiting = open_case_about(session, worker_refs)
    if waiting is not None:
        raise Conflict(Label(f"案件 {waiting} 还没有决定", f"Case {waiting} awaits its decision"))


def keep_sealed(session: Session, keyring: KeyRing, case_ref: str, worker_ref: str, plain: str | None) -> None:
    """Keep a proposal's private half, encrypted; part of proposing, which writes the trace."""
    token = keyring.encrypt(plain, table="person_proposal", column="sealed", row=case_ref) if plain else None
    session.execute(insert(PersonProposal), [{"case_ref": case_ref, "worker_ref": worker_ref, "sealed": token}])


def forget_sealed(session: Session, case_ref: str) -> None:
    """Let the private half go; part of deciding."""
    session.execute(update(PersonProposal).where(PersonProposal.case_ref == case_ref).values(sealed=None))
