"""What must be settled first before files change: nothing under way may lose its subject."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.background_checks.models import AdverseFinding
from registry.background_checks.states import FindingState
from registry.cases.models import Case
from registry.cases.states import ACTIVE
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.permits.models import Permit
from registry.rights.rules import ERASED_NAME
from registry.workers.models import TransferRequest, Worker
from registry.workers.queries import joined_into
from registry.workers.states import TransferState


def what_blocks(session: Session, kept: str, closed: str, *, but: str = "") -> list[Finding]:
    """Why two files cannot be joined now; `but` is the case that joins them.

    Codes: join_same, join_gone, join_open_case, join_under_way.
    """
    field = "number"
    if kept == closed:
        return [Finding("join_same", Label("这就是同一份档案", "It is the same file"), field)]
    for ref in (kept, closed):
        name = session.scalar(select(Worker.name).where(Worker.ref == ref))
        if name is None or name == ERASED_NAME or joined_into(session, ref) is not None:
            message = Label("其中一份档案已删除或已并入", "One of the files is erased or joined already")
            return [Finding("join_gone", message, field)]
    found = []
    subjects = [closed, *session.scalars(select(Permit.ref).where(Permit.worker_ref == closed))]
    case = session.scalars(
        select(Case).where(Case.subject_ref.in_(subjects), Case.state.in_(ACTIVE), Case.ref != but).limit(1)
    ).first()
    if case is not None:
        message = Label(f"先办结案件 {case.number}，再并入", f"Finish case {case.number} first, then join")
        found.append(Finding("join_open_case", message, field))
    waiting = session.scalar(
        select(TransferRequest.ref).where(
            TransferRequest.worker_ref == closed, TransferRequest.state == TransferState.WAITING
        )
    )
    proposed = session.scalar(
        select(AdverseFinding.ref).where(
            AdverseFinding.worker_ref == closed, AdverseFinding.state == FindingState.PROPOSED
        )
    )
    if waiting is not None or proposed is not None:
        message = Label("此人还有转会或不利结果待决定", "A transfer or an adverse result awaits its decision")
        found.append(Finding("join_under_way", message, field))
    return found
