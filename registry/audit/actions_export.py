"""Taking the trace out of the house is itself an act, and noted."""

from sqlalchemy.orm import Session

from registry.audit.access import PERMISSIONS
from registry.audit.actions import Trace, write
from registry.audit.disclosure import TRACE
from registry.audit.queries import Asked, TraceRow, trace_page
from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.core.errors import RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import require

MOST = 10_000  # rows of one export


def export_trace(session: Session, actor: Actor, clock: Clock, asked: Asked, *, why: str) -> list[TraceRow]:
    """Up to MOST rows, the newest first, noted with the filters and the reason. Raises RuleBroken, NotAllowed."""
    require(actor, PERMISSIONS["audit.export"])
    if not why.strip():
        raise RuleBroken([Finding("why", Label("请写明导出的理由", "Say what the export is for"), "why")])
    rows: list[TraceRow] = []
    before: int | None = None
    while len(rows) < MOST:
        page = trace_page(session, asked, before=before, limit=min(2000, MOST - len(rows)))
        rows += page.rows
        before = page.onward
        if before is None:
            break
    told = {
        "actor": asked.actor, "action": asked.action, "subject": asked.subject, "rows": len(rows),
        "first": asked.first.isoformat() if asked.first else None,
        "last": asked.last.isoformat() if asked.last else None,
    }  # fmt: skip
    write(session, clock, actor, [Trace("trace.export", "trace", TRACE, None, told, why.strip())])
    return rows
