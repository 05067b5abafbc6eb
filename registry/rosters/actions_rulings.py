"""What an officer rules on the newcomers of a roster: asked for on a page, carried out whole by the worker.

Whoever is in no register is entered with everything the roster states; whoever is registered goes the way of a transfer
and comes by the own code only. When nobody waits any more the case is decided, by the officer of the last ruling.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from registry.accounts.models import Account
from registry.audit.actions import Trace, gathered, write
from registry.cases import actions as cases
from registry.cases import timeline
from registry.cases.access import require_kind
from registry.cases.rules import check_reason
from registry.cases.states import Act, CaseKind, Outcome
from registry.companies.models import Company
from registry.core.actor import Actor
from registry.core.base import new_ref
from registry.core.behind import inserting_behind
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND
from registry.rosters.actions import apply_steps
from registry.rosters.difference import Known, step_of
from registry.rosters.known import Employer, employers
from registry.rosters.models import RosterNewcomer, RosterRuling, RosterUpload
from registry.rosters.plan import APPLIED_AT_ONCE, Progress, no_progress
from registry.rosters.queries_rulings import (
    Held,
    count,
    fits,
    fitting,
    line_of,
    living_ruling,
    upload_of_case,
    waiting_batch,
)
from registry.rosters.states import NewcomerState, RulingAct, RulingState
from registry.rosters.worker_rows import WorkerLine
from registry.tasks.actions import enqueue
from registry.workers.actions_transfers import ask_transfers
from registry.workers.models import TransferRequest
from registry.workers.states import TransferState
from registry.workers.transfers import AskedFor, FiledPerson

RULE = "roster_rule"  # the kind of job
RULING = "rule"  # the stage told to the page
MOST_CHOSEN = 200
LONGEST_REASON = 500
WHY = "名单新人员核对"
AT_WORK = Label("另一项决定正在办理，请等它办完", "Another ruling is being carried out; please wait for it")
COMPANY_GONE = Label("这家企业已退出登记", "This company has left the register")
MOVED_ON = Label("这项决定已不在这一步", "This ruling is no longer at this step")
NOBODY = Finding("nobody", Label("请先勾选人员", "Tick somebody first"), "people")
NOBODY_FITS = Finding("nobody_fits", Label("没有可以这样办理的人", "There is nobody to whom this applies"), "act")
TOO_MANY = Finding("too_many", Label(f"一次最多勾选 {MOST_CHOSEN} 人", f"Tick at most {MOST_CHOSEN}"), "people")
TOO_LONG = Finding("reason_long", Label(f"最多 {LONGEST_REASON} 字", f"At most {LONGEST_REASON} characters"), "why")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What to carry out, and in whose name. `people` None: everybody whom the act fits."""

    ref: str
    upload_ref: str
    case_ref: str
    act: RulingAct
    people: tuple[str, ...] | None
    why: str
    officer: Actor


def ask_ruling(
    session: Session,
    actor: Actor,
    clock: Clock,
    case_ref: str,
    *,
    act: RulingAct,
    why: str,
    people: Sequence[str] | None = None,
    version: int | None = None,
) -> str:
    """Ask the worker to carry out what an officer rules on newcomers (refs), or on everybody whom it fits (None).

    One post decides, as for a single addition. Raises RuleBroken, NotFound, NotAllowed; Conflict when the case moved on
    or another ruling is at work.
    """
    case = timeline.load(session, actor, case_ref, Act.DECIDE, version)
    upload = upload_of_case(session, actor, case)
    require_kind(actor, "decide", CaseKind.ROSTER_NEWCOMERS)
    if living_ruling(session, upload.ref) is not None:
        raise Conflict(AT_WORK)
    chosen = None if people is None else list(dict.fromkeys(people))
    findings = check_reason(why)
    if len(why) > LONGEST_REASON:
        findings.append(TOO_LONG)
    if chosen is not None:
        findings += _check_chosen(session, upload.ref, chosen, act)
    elif not fitting(count(session, upload.ref), act):
        findings.append(NOBODY_FITS)
    if findings:
        raise RuleBroken(findings)
    ref = new_ref()
    session.add(
        RosterRuling(
            ref=ref, upload_ref=upload.ref, case_ref=case_ref, act=act, people=chosen, why=why.strip(),
            state=RulingState.ASKED, asked_by=actor.ref, asked_role=actor.role, asked_at=clock.now(), counted=0,
            told=None, ended_at=None,
        )
    )  # fmt: skip
    session.flush()
    enqueue(session, actor, clock, kind=RULE, payload={"ruling": ref}, key=f"{RULE}:{ref}")
    told = {"case": case_ref, "act": act.value, "people": None if chosen is None else len(chosen)}
    write(session, clock, actor, [Trace("roster.ask_ruling", "roster_upload", upload.ref, None, told, why)])
    return ref


def begin_ruling(session: Session, actor: Actor, clock: Clock, ref: str) -> Ruling | None:
    """The worker takes a ruling up; None when it is done. A second worker may do so after a dead first."""
    row = session.get(RosterRuling, ref)
    if row is None or row.state != RulingState.ASKED:
        return None
    name = session.scalar(select(Account.name).where(Account.ref == row.asked_by)) or ""
    people = None if row.people is None else tuple(row.people)
    write(session, clock, actor, [Trace("roster.begin_ruling", "roster_upload", row.upload_ref, None, {"ruling": ref})])
    officer = Actor(row.asked_by, row.asked_role, name)
    return Ruling(ref, row.upload_ref, row.case_ref, RulingAct(row.act), people, row.why, officer)


def apply_ruling(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    ruling: Ruling,
    progress: Progress = no_progress,
) -> int:
    """Carry a ruling out, whole, in its officer's name; returns for how many. The caller's transaction holds it.

    `actor` is the worker's. Who no longer waits, and whom the act does not fit as the register is now, is passed over.
    Raises Conflict when another worker carried it out, the case was decided, or the company has left.
    """
    row = session.get(RosterRuling, ruling.ref)
    if row is None or row.state != RulingState.ASKED:
        raise Conflict(MOVED_ON)
    company = _company(session, ruling)
    found = count(session, ruling.upload_ref)
    total = fitting(found, ruling.act) if ruling.people is None else len(ruling.people)
    done = last = 0
    with inserting_behind(session):
        while batch := waiting_batch(session, ruling.upload_ref, ruling.people, after=last, limit=APPLIED_AT_ONCE):
            last = batch[-1].row
            chosen = [one for one in batch if fits(one.match, ruling.act)]
            _rule(session, clock, keyring, ruling, company, chosen)
            done += len(chosen)
            progress(RULING, done, total)
    _finish(session, clock, row, ruling, done)
    told = {"ruling": ruling.ref, "act": ruling.act.value, "people": done, "officer": ruling.officer.ref}
    trace = Trace("roster.apply_ruling", "roster_upload", ruling.upload_ref, None, told, ruling.why)
    write(session, clock, actor, [trace])
    return done


def note_ruling_failed(session: Session, actor: Actor, clock: Clock, ref: str, words: Label) -> None:
    """Say why a ruling will not be carried out; nothing of it was."""
    row = session.get(RosterRuling, ref)
    if row is None or row.state != RulingState.ASKED:
        return
    row.state, row.told, row.ended_at = RulingState.FAILED, {"zh": words.zh, "en": words.en}, clock.now()
    session.flush()
    told = {"ruling": ref, "told": words.zh}
    write(session, clock, actor, [Trace("roster.ruling_failed", "roster_upload", row.upload_ref, None, told)])


def _check_chosen(session: Session, upload_ref: str, chosen: list[str], act: RulingAct) -> list[Finding]:
    if not chosen:
        return [NOBODY]
    if len(chosen) > MOST_CHOSEN:
        return [TOO_MANY]
    found = waiting_batch(session, upload_ref, chosen, after=0, limit=MOST_CHOSEN)
    if len(found) < len(chosen):
        strange = set(chosen) - set(
            session.scalars(select(RosterNewcomer.ref).where(RosterNewcomer.upload_ref == upload_ref))
        )
        if strange:
            raise NotFound(NOT_FOUND)
        raise Conflict(MOVED_ON)
    return [] if any(fits(one.match, act) for one in found) else [NOBODY_FITS]


def _company(session: Session, ruling: Ruling) -> Employer:
    uscc = session.scalar(
        select(Company.uscc)
        .join(RosterUpload, RosterUpload.company_ref == Company.ref)
        .where(RosterUpload.ref == ruling.upload_ref)
    )
    found = employers(session, [str(uscc)]).get(str(uscc))
    if found is None or (found.has_ended and ruling.act is not RulingAct.REFUSE):
        raise Conflict(COMPANY_GONE)
    return found


def _rule(
    session: Session, clock: Clock, keyring: KeyRing, ruling: Ruling, company: Employer, chosen: Sequence[Held]
) -> None:
    if not chosen:
        return
    if ruling.act is RulingAct.REFUSE:
        _end(session, clock, chosen, NewcomerState.REFUSED, why=ruling.why)
        return
    lines = [_opened(keyring, one) for one in chosen]
    if ruling.act is RulingAct.TRANSFER:
        _hand_over(session, clock, keyring, ruling.officer, company, chosen, lines)
        return
    today = shanghai_date(clock.now())
    steps = [step_of(line, Known(), today) for line in lines]
    with gathered(session, clock, ruling.officer, "rosters.apply_person", "worker", why=WHY):
        apply_steps(session, ruling.officer, clock, keyring, steps, {line.uscc: company for line in lines})
    _end(session, clock, chosen, NewcomerState.ENTERED)


def _hand_over(
    session: Session,
    clock: Clock,
    keyring: KeyRing,
    officer: Actor,
    company: Employer,
    chosen: Sequence[Held],
    lines: Sequence[WorkerLine],
) -> None:
    asked = [
        AskedFor(
            str(one.worker), company.ref,
            FiledPerson(line.name, line.id_number, line.phone, line.services, line.hired_on),
        )
        for one, line in zip(chosen, lines, strict=True)
    ]  # fmt: skip
    ask_transfers(session, officer, clock, keyring, asked)
    rows = session.execute(
        select(TransferRequest.worker_ref, TransferRequest.ref).where(
            TransferRequest.company_ref == company.ref,
            TransferRequest.state == TransferState.WAITING,
            TransferRequest.worker_ref.in_([one.worker_ref for one in asked]),
        )
    )
    requests = {row.worker_ref: row.ref for row in rows}
    _end(session, clock, chosen, NewcomerState.ASKED, requests=requests)


def _opened(keyring: KeyRing, held: Held) -> WorkerLine:
    line = line_of(keyring, held)
    assert line is not None
    return line


def _end(
    session: Session,
    clock: Clock,
    chosen: Sequence[Held],
    state: NewcomerState,
    *,
    why: str = "",
    requests: dict[str, str] | None = None,
) -> None:
    """They wait no longer: what was filed about them goes, but for the name of somebody refused."""
    session.connection().execute(
        update(RosterNewcomer)
        .where(RosterNewcomer.ref == bindparam("newcomer"))
        .values(
            name=bindparam("said"), request_ref=bindparam("request"), person=None, permit=None, sealed=None,
            state=state.value, why=why, ended_at=clock.now(),
        ),
        [
            {
                "newcomer": one.ref,
                "said": one.name if state is NewcomerState.REFUSED else "",
                "request": (requests or {}).get(str(one.worker)),
            }
            for one in chosen
        ],
    )  # fmt: skip


def _finish(session: Session, clock: Clock, row: RosterRuling, ruling: Ruling, done: int) -> None:
    """The ruling is carried out; the case takes a step, and ends with the last who waited."""
    row.state, row.counted, row.ended_at = RulingState.APPLIED, done, clock.now()
    session.flush()
    officer, label = ruling.officer, ruling.act.label
    cases.note(session, officer, clock, ruling.case_ref, f"{label.zh} / {label.en}: {done}. {ruling.why}")
    if not count(session, ruling.upload_ref).waiting:
        outcome = _outcome(session, ruling.upload_ref)
        cases.decide(session, officer, clock, ruling.case_ref, outcome=outcome, why=ruling.why)
        if outcome is Outcome.APPROVED:
            cases.use_decision(
                session, officer, clock, ruling.case_ref, kind=CaseKind.ROSTER_NEWCOMERS,
                subject_ref=ruling.upload_ref, outcome=outcome,
            )  # fmt: skip


def _outcome(session: Session, upload_ref: str) -> Outcome:
    """Approved when anybody was entered or handed on."""
    query = select(RosterNewcomer.ref).where(
        RosterNewcomer.upload_ref == upload_ref, RosterNewcomer.state != NewcomerState.REFUSED
    )
    return Outcome.REFUSED if session.scalar(query.limit(1)) is None else Outcome.APPROVED
