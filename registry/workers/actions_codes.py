"""One-use codes that only the person holds: handed out at the office, on paper, and good for one purpose."""

import secrets
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.base import new_ref
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.core.errors import NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require
from registry.workers.access import PERMISSIONS
from registry.workers.codes import code_index, code_indexes
from registry.workers.models import Worker, WorkerCode
from registry.workers.states import CodePurpose

# 32 signs that are not taken for one another on paper; 10 of them are 50 bits, behind a limit on tries.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LETTERS = 10
GOOD_FOR = timedelta(days=30)
VISIT = timedelta(minutes=20)
WRONG = Finding("code_wrong", Label("码不对、已用过或已过期", "The code is wrong, used or out of date"), "code")


def issue_code(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, worker_ref: str, purpose: CodePurpose
) -> str:
    """Make a code for a person who stands at the desk, and return it, this once. Earlier ones of the purpose end.

    Raises NotAllowed, NotFound.
    """
    require(actor, PERMISSIONS["workers.issue_codes"])
    if session.scalar(select(Worker.ref).where(Worker.ref == worker_ref)) is None:
        raise NotFound(NOT_FOUND)
    now = clock.now()
    session.execute(
        update(WorkerCode)
        .where(
            WorkerCode.worker_ref == worker_ref, WorkerCode.purpose == purpose, WorkerCode.used_at.is_(None),
        )
        .values(used_at=now)
    )  # fmt: skip
    code = "".join(secrets.choice(SIGNS) for _ in range(LETTERS))
    index = code_index(keyring, worker_ref, purpose, code)
    row = WorkerCode(
        ref=new_ref(), worker_ref=worker_ref, purpose=purpose, code_index=index,
        issued_at=now, issued_by=actor.ref, expires_at=now + GOOD_FOR, used_at=None, visit_until=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    told = {"purpose": purpose.value, "until": row.expires_at.isoformat()}
    write(session, clock, actor, [Trace("worker_code.issue", "worker_code", row.ref, None, told, about=worker_ref)])
    return code


def use_code(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    worker_ref: str,
    purpose: CodePurpose,
    code: str,
    *,
    visits: bool = False,
) -> str:
    """Use up a person's code; returns its ref. `visits` opens the own page for a while. Raises RuleBroken."""
    now = clock.now()
    row = session.scalar(
        select(WorkerCode).where(WorkerCode.code_index.in_(code_indexes(keyring, worker_ref, purpose, code)))
    )
    if row is None or row.used_at is not None or row.expires_at <= now:
        raise RuleBroken([WRONG])
    row.used_at = now
    row.visit_until = now + VISIT if visits else None
    session.flush()
    write(
        session, clock, actor,
        [Trace("worker_code.use", "worker_code", row.ref, None, {"purpose": purpose.value}, about=worker_ref)],
    )  # fmt: skip
    return row.ref


def end_visit(session: Session, actor: Actor, clock: Clock, ref: str) -> None:
    """Close the page that a code opened."""
    row = session.get(WorkerCode, ref)
    if row is None or row.visit_until is None:
        return
    row.visit_until = min(row.visit_until, clock.now())
    session.flush()
    write(session, clock, actor, [Trace("worker_code.leave", "worker_code", ref, about=row.worker_ref)])
