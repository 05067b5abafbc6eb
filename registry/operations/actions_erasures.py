"""Doing again, on a restored register, the erasures that its backup did not know yet."""

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.clock import Clock, shanghai_date
from registry.core.permissions import require
from registry.operations.access import PERMISSIONS
from registry.operations.erasures import Erasure
from registry.record import keys, reading
from registry.record.actions import Publication, publish
from registry.record.kinds import KINDS
from registry.record.models import RecordCurrent, RecordSide
from registry.record.redaction import RedactionTarget, redact


def replay(session: Session, actor: Actor, clock: Clock, erasure: Erasure) -> bool:
    """Erase what this line names as far as it is there, end what had ended, forget the keys; whether anything was.

    Raises NotAllowed.
    """
    require(actor, PERMISSIONS["operations.keep"])
    today = shanghai_date(clock.now())
    ends = []
    for kind, ref in erasure.ended:
        standing = session.scalar(
            select(RecordCurrent.ended).where(RecordCurrent.kind == kind, RecordCurrent.ref == ref)
        )
        if standing is False:
            ends.append(Publication(KINDS[kind], ref, erasure.owner, None, today, erasure.rule))
    entries = publish(session, clock, ends)
    keys.release_kinds(session, erasure.owner, [kind for kind, _ in erasure.ended])
    targets = _left(session, erasure)
    if targets:
        entries += redact(session, clock, targets=targets, rule=erasure.rule, asked_by=erasure.asked_by)
    if not entries:
        return False
    told = {"redaction": erasure.seq, "entries": [target.seq for target in targets]}
    write(session, clock, actor, [Trace("erasure.replay", "record", erasure.owner, None, told, erasure.rule, entries)])
    return True


def _left(session: Session, erasure: Erasure) -> list[RedactionTarget]:
    """What the line names and the register still holds."""
    position = reading.position(session)
    wanted = {seq: fields for seq, fields in erasure.erased if seq <= position}
    found = []
    for at in range(0, len(wanted), reading.CHUNK):
        part = sorted(wanted)[at : at + reading.CHUNK]
        for row in session.execute(select(RecordSide.seq, RecordSide.document).where(RecordSide.seq.in_(part))):
            held = orjson.loads(row.document)
            fields = tuple(name for name in wanted[row.seq] if name in held)
            if fields:
                found.append(RedactionTarget(row.seq, fields))
    return found
