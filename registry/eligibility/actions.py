"""Confirming lines when a permit is granted, and judging again when training, certificate or services changed.

The record gets a new version only when what the public side may learn has changed.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import RuleBroken
from registry.core.permissions import require
from registry.eligibility.access import PERMISSIONS
from registry.eligibility.disclosure import LinesFace
from registry.eligibility.queries import facts_of
from registry.eligibility.rules import checklist, face_of, gate
from registry.record import reading
from registry.record.actions import Publication, publish

KIND = LinesFace.KIND
_NOTHING = LinesFace()


def confirm_lines(session: Session, actor: Actor, clock: Clock, worker_ref: str, *, why: str = "") -> LinesFace:
    """Pass a person through the gate, to be called in the transaction that grants a permit.

    Raises NotAllowed; RuleBroken with a finding for everything missing, when no permit may be granted (R003, R017).
    """
    require(actor, PERMISSIONS["eligibility.confirm"])
    today = shanghai_date(clock.now())
    facts = facts_of(session, [worker_ref])[worker_ref]
    findings = gate(checklist(facts, today))
    if findings:
        raise RuleBroken(findings)
    face = face_of(facts, today, judged=True)
    _show(session, actor, clock, {worker_ref: face}, _shown(session, [worker_ref]), "eligibility.confirm", why)
    return face


def rejudge_many(session: Session, actor: Actor, clock: Clock, worker_refs: Sequence[str], *, why: str = "") -> None:
    """Judge persons again after their training, certificates or services changed, in that change's transaction."""
    people = list(dict.fromkeys(worker_refs))
    shown = _shown(session, people)
    today = shanghai_date(clock.now())
    faces = {}
    for ref, facts in facts_of(session, people).items():
        before = shown.get(ref)
        judged = before is not None and before.confirmed is not None
        faces[ref] = face_of(facts, today, judged=judged)
    _show(session, actor, clock, faces, shown, "eligibility.judge", why)


def _shown(session: Session, worker_refs: Sequence[str]) -> dict[str, LinesFace]:
    found = reading.current_of(session, worker_refs, [KIND.name])
    return {ref: entries[0].face(LinesFace) for ref, entries in found.items() if entries}


def _show(
    session: Session,
    actor: Actor,
    clock: Clock,
    faces: Mapping[str, LinesFace],
    shown: Mapping[str, LinesFace],
    action: str,
    why: str,
) -> None:
    today = shanghai_date(clock.now())
    changed = {ref: face for ref, face in faces.items() if face != shown.get(ref, _NOTHING)}
    published = publish(session, clock, [Publication(KIND, ref, ref, face, today) for ref, face in changed.items()])
    entries = {one.ref: (one,) for one in published}
    traces = [
        Trace(
            action,
            "worker",
            ref,
            shown[ref].fields() if ref in shown else None,
            face.fields(),
            why,
            entries.get(ref, ()),
        )
        for ref, face in changed.items()
    ]
    write(session, clock, actor, traces)
