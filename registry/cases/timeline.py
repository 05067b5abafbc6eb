"""What every verb of a case begins and ends with: the case as it is now, a step on its timeline, a row in the trace."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.audit import actions as audit_actions
from registry.audit.actions import Trace
from registry.cases.access import require_sight
from registry.cases.models import Case, CaseEvent
from registry.cases.rules import MAY
from registry.cases.states import Act, CaseState
from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.core.errors import Conflict, NotFound
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND
from registry.record.actions import Published
from registry.record.reading import EntryHead


def load(session: Session, actor: Actor, case_ref: str, act: Act, version: int | None) -> Case:
    """The case, if the actor may see it, it is as new as the page says, and the act fits its state.

    Raises NotFound; Conflict with words about what happened meanwhile.
    """
    case = session.get(Case, case_ref)
    if case is None:
        raise NotFound(NOT_FOUND)
    require_sight(actor, case)
    if (version is not None and version != case.version) or CaseState(case.state) not in MAY[act]:
        raise Conflict(_moved_on(session, case))
    return case


def write(
    session: Session,
    actor: Actor,
    clock: Clock,
    case: Case,
    act: Act,
    words: str,
    *,
    details: Mapping[str, str] | None = None,
    entries: Sequence[Published] | Sequence[EntryHead] = (),
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    then: Mapping[str, Any] | None = None,
) -> None:
    """Put one step onto the timeline and into the trace; the case's version grows. Flushes.

    `then` are changes of the case that must come after the step: the wall around proposals asks the timeline.
    """
    _add_event(session, actor, clock, case, act, words, details, entries)
    for name, value in (then or {}).items():
        setattr(case, name, value)
    session.flush()
    told = {"state": str(case.state), **(after or {})}
    trace = Trace(f"case.{act.value}", "case", case.ref, before, told, words.strip())
    audit_actions.write(session, clock, actor, [trace])


def _add_event(
    session: Session,
    actor: Actor,
    clock: Clock,
    case: Case,
    act: Act,
    words: str,
    details: Mapping[str, str] | None,
    entries: Sequence[Published] | Sequence[EntryHead],
) -> None:
    last = session.scalar(select(func.max(CaseEvent.place)).where(CaseEvent.case_ref == case.ref)) or 0
    if last:
        case.version += 1
    session.add(
        CaseEvent(
            case_ref=case.ref, place=last + 1, at=clock.now(), actor=actor.ref, role=actor.role, act=act,
            words=words.strip(), details=dict(details) if details else None,
            positions=[entry.seq for entry in entries],
        )
    )  # fmt: skip
    session.flush()


def _moved_on(session: Session, case: Case) -> Label:
    last = session.execute(
        select(CaseEvent.act, CaseEvent.at).where(CaseEvent.case_ref == case.ref).order_by(CaseEvent.place.desc())
    ).first()
    did = Act(last.act).label if last else Label("变更", "Changed")
    state = CaseState(case.state).label
    return Label(
        f"案件 {case.number} 已有新的进展（{did.zh}），现在是“{state.zh}”。您的操作没有生效，请看最新情况。",
        f"Case {case.number} has moved on ({did.en.lower()}) and is now “{state.en.lower()}”. Nothing was changed by "
        "you; please look at it anew.",
    )
