"""What is asked for in a case about a post."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.core.actor import Role
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND

KIND = CaseKind.ACCOUNT_ROLE


@dataclass(frozen=True, slots=True)
class AskedPost:
    """The post that an account is to get; `districts` are area codes of a regulator."""

    account: str
    role: Role
    districts: tuple[str, ...]


def asked_post(case: Case) -> AskedPost:
    """What the case asks for. Raises NotFound for a case of another kind."""
    if case.kind != KIND:
        raise NotFound(NOT_FOUND)
    return AskedPost(case.subject_ref, Role(case.payload["role"]), tuple(case.payload["districts"]))


def waiting_posts(session: Session, account_ref: str) -> Sequence[Case]:
    """Open cases about posts of an account, oldest first."""
    return session.scalars(
        select(Case)
        .where(Case.kind == KIND, Case.subject_ref == account_ref, Case.active.is_(True))
        .order_by(Case.opened_at, Case.ref)
    ).all()
