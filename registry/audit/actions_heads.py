"""Telling the public record how far the trace goes, once a day: who rewrites the trace later is found out."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.audit.disclosure import TRACE, TraceHeadFace
from registry.audit.models import AuditEntry
from registry.core.actor import Actor
from registry.core.clock import Clock, shanghai_date
from registry.record import reading
from registry.record.actions import Publication, Published, publish


def publish_head(session: Session, actor: Actor, clock: Clock) -> Published | None:
    """Publish the newest row's number and hash; None when today's is published already or there is no row yet."""
    today = shanghai_date(clock.now())
    told = reading.current(session, TraceHeadFace.KIND.name, TRACE)
    if told is not None and told.face(TraceHeadFace).day >= today:
        return None
    last = session.execute(select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)).first()
    if last is None:
        return None
    face = TraceHeadFace(last.seq, last.hash.hex(), today)
    (entry,) = publish(session, clock, [Publication(face.KIND, TRACE, TRACE, face, today)])
    write(session, clock, actor, [Trace("trace.publish_head", "trace", TRACE, None, {"rows": last.seq}, "", [entry])])
    return entry
