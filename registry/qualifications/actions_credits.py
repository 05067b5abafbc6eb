"""Earning and adjusting training credits. The ledger only grows; lapsing is worked out when it is read."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.consents.queries import listed
from registry.core.actor import Actor
from registry.core.base import new_ref, new_refs, to_micros
from registry.core.bulk import insert_rows
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.sources import Source
from registry.qualifications.disclosure import CreditFace
from registry.qualifications.ledger import credit_faces
from registry.qualifications.models import CreditEntry
from registry.qualifications.rules import NewCredits, check_credits
from registry.qualifications.states import CreditKind
from registry.record.actions import Publication, Published, publish

_COLUMNS = (
    "ref", "worker_ref", "kind", "credits", "earned_on", "course", "adjusts", "reason", "source", "recorded_at",
)  # fmt: skip


def earn_credits(session: Session, actor: Actor, clock: Clock, earned: Sequence[NewCredits]) -> list[str]:
    """Enter earned credits; new totals are published for persons who are listed. Returns refs, in order.

    Raises RuleBroken for credits that cannot be.
    """
    today, at = shanghai_date(clock.now()), to_micros(clock.now())
    findings = [finding for one in earned for finding in check_credits(one, today)]
    if findings:
        raise RuleBroken(findings)
    refs = new_refs(len(earned))
    rows = [
        (
            ref, one.worker_ref, CreditKind.EARN.value, one.credits, one.earned_on.isoformat(), one.course.strip(),
            None, "", one.source.value, at,
        )
        for ref, one in zip(refs, earned, strict=True)
    ]  # fmt: skip
    insert_rows(session, CreditEntry.__table__, _COLUMNS, rows)
    entries = _show(session, clock, sorted({one.worker_ref for one in earned}))
    traces = []
    for ref, one in zip(refs, earned, strict=True):
        after = {"credits": one.credits, "earned_on": one.earned_on.isoformat(), "course": one.course.strip()}
        # One new total per person, traced with the first of the person's credits.
        traces.append(Trace("credit.earn", "credit", ref, None, after, "", entries.pop(one.worker_ref, ())))
    write(session, clock, actor, traces)
    return refs


def adjust_credits(
    session: Session,
    actor: Actor,
    clock: Clock,
    ref: str,
    credits: int,
    *,
    why: str,
    source: Source = Source.ASSOCIATION,
) -> str:
    """Add to or take from an earning, with a reason; the adjustment lapses with it. Returns the new line's ref.

    Raises NotFound for no such earning, RuleBroken without a reason or when less than nothing would remain.
    """
    earning = session.execute(
        select(CreditEntry.worker_ref, CreditEntry.credits, CreditEntry.earned_on, CreditEntry.course).where(
            CreditEntry.ref == ref, CreditEntry.kind == CreditKind.EARN.value
        )
    ).first()
    if earning is None:
        raise NotFound(Label("没有这笔学分", "There is no such earning"))
    adjusted = session.scalar(select(func.sum(CreditEntry.credits)).where(CreditEntry.adjusts == ref)) or 0
    if credits == 0 or not why.strip() or earning.credits + adjusted + credits < 0:
        message = Label(
            "调整须写明原因，不能为零，也不能使这笔学分成为负数",
            "An adjustment has a reason, is not zero and leaves the earning at nothing or more",
        )
        raise RuleBroken([Finding("credits_adjustment", message, "credits")])
    line = new_ref()
    row = (
        line, earning.worker_ref, CreditKind.ADJUST.value, credits, earning.earned_on.isoformat(), earning.course, ref,
        why.strip(), source.value, to_micros(clock.now()),
    )  # fmt: skip
    insert_rows(session, CreditEntry.__table__, _COLUMNS, [row])
    entries = _show(session, clock, [earning.worker_ref])
    before = {"credits": earning.credits + adjusted}
    after = {"credits": earning.credits + adjusted + credits}
    shown = entries.get(earning.worker_ref, ())
    write(session, clock, actor, [Trace("credit.adjust", "credit", line, before, after, why, shown)])
    return line


def _show(session: Session, clock: Clock, worker_refs: Sequence[str]) -> dict[str, Sequence[Published]]:
    today = shanghai_date(clock.now())
    shown = sorted(listed(session, worker_refs))
    items = [
        Publication(CreditFace.KIND, ref, ref, face, today) for ref, face in credit_faces(session, shown, today).items()
    ]
    return {one.ref: (one,) for one in publish(session, clock, items)}
