"""Requests, who decided an item, and what the retention rules will do next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.cases.models import Case
from registry.cases.states import CaseKind, Outcome
from registry.core.crypto import KeyRing
from registry.record.models import RecordEntry
from registry.rights.models import RetentionRun, RightsRequest
from registry.rights.rules import CONTACT_KEPT, ERASED_NAME, leaver_due_on
from registry.rights.states import RetentionRule
from registry.workers.models import Employment, Worker

AHEAD = timedelta(days=30)
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request in the clear, for its page; "" where the words were let go."""

    case_ref: str
    worker_ref: str | None
    company_ref: str | None
    channel: str
    item: int | None
    words: str
    contact: str
    gone_at: datetime | None


@dataclass(frozen=True, slots=True)
class RuleState:
    """A rule, when it last ran and what went, how much is due now and within 30 days."""

    rule: RetentionRule
    last_at: datetime | None
    last_count: int
    due: int
    soon: int


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request as the person who made it sees it: its number, limit, and what was decided and why."""

    number: str
    kind: CaseKind
    filed_at: datetime
    due_at: datetime | None
    outcome: Outcome | None
    reason: str


def request_of(session: Session, keyring: KeyRing, case_ref: str) -> RequestView | None:
    """A request with its words and contact decrypted."""
    row = session.get(RightsRequest, case_ref)
    if row is None:
        return None

    def plain(token: bytes | None, column: str) -> str:
        return keyring.decrypt(token, table="rights_request", column=column, row=case_ref) if token else ""

    return RequestView(
        row.case_ref, row.worker_ref, row.company_ref, row.channel, row.item, plain(row.words, "words"),
        plain(row.contact, "contact"), row.gone_at,
    )  # fmt: skip


def has_open_request(session: Session, worker_ref: str, kind: str, item: int | None) -> bool:
    """Whether a request of this kind, about this item, is being worked on for a person."""
    found = session.scalar(
        select(RightsRequest.case_ref)
        .join(Case, Case.ref == RightsRequest.case_ref)
        .where(
            RightsRequest.worker_ref == worker_ref, Case.kind == kind, Case.active, RightsRequest.item.is_(item)
            if item is None else RightsRequest.item == item,
        )
        .limit(1)
    )  # fmt: skip
    return found is not None


def requests_of(session: Session, worker_ref: str) -> list[OwnRequest]:
    """What a person asked for and how it stands, the newest first: for the person."""
    rows = session.scalars(
        select(Case)
        .join(RightsRequest, RightsRequest.case_ref == Case.ref)
        .where(RightsRequest.worker_ref == worker_ref)
        .order_by(Case.opened_at.desc(), Case.ref)
    )
    return [
        OwnRequest(
            row.number, CaseKind(row.kind), row.opened_at, row.due_at,
            Outcome(row.decided_outcome) if row.decided_outcome else None, row.decided_reason or "",
        )
        for row in rows
    ]  # fmt: skip


def decided_by(session: Session, seq: int) -> set[str]:
    """Whoever wrote a record entry, by the trace: they do not decide an objection to it."""
    entry = session.execute(select(RecordEntry.ref, RecordEntry.owner).where(RecordEntry.seq == seq)).first()
    if entry is None:
        return set()
    rows = session.execute(
        select(AuditEntry.actor, AuditEntry.positions).where(AuditEntry.subject_ref.in_({entry.ref, entry.owner}))
    )
    return {row.actor for row in rows if any(position[0] == seq for position in row.positions)}


def last_day(session: Session, worker_ref: str) -> date | None:
    """The last day of a person's last spell; None while one lasts. Who never had one: the day of registration."""
    spells = session.scalars(select(Employment.until_on).where(Employment.worker_ref == worker_ref)).all()
    if not spells:
        return session.scalar(select(Worker.registered_on).where(Worker.ref == worker_ref))
    ended = [day for day in spells if day is not None]
    return max(ended) if len(ended) == len(spells) else None


def contacts_due(session: Session, at: datetime, limit: int = AT_ONCE) -> list[str]:
    """Requests closed 90 days before `at` whose words are still kept."""
    return list(
        session.scalars(
            select(RightsRequest.case_ref)
            .join(Case, Case.ref == RightsRequest.case_ref)
            .where(RightsRequest.gone_at.is_(None), Case.closed_at <= at - CONTACT_KEPT)
            .order_by(Case.closed_at)
            .limit(limit)
        )
    )


def leavers_due(session: Session, on: date, limit: int = AT_ONCE) -> list[str]:
    """People whose last spell ended two years before `on` and who still have their names."""
    still = select(Employment.worker_ref).where(Employment.until_on.is_(None))
    rows = session.execute(
        select(Worker.ref, func.max(Employment.until_on).label("left_on"))
        .join(Employment, Employment.worker_ref == Worker.ref)
        .where(Worker.name != ERASED_NAME, Worker.ref.not_in(still))
        .group_by(Worker.ref)
        .order_by(func.max(Employment.until_on))
        .limit(limit)
    )
    return [row.ref for row in rows if leaver_due_on(_as_day(row.left_on)) <= on]


def rule_states(session: Session, now: datetime, today: date) -> list[RuleState]:
    """Each rule: what it did last and will do next."""
    due = {
        RetentionRule.CONTACT: (len(contacts_due(session, now)), len(contacts_due(session, now + AHEAD))),
        RetentionRule.LEAVERS: (len(leavers_due(session, today)), len(leavers_due(session, today + AHEAD))),
    }
    states = []
    for rule, (now_due, soon) in due.items():
        last = session.execute(
            select(RetentionRun.at, RetentionRun.gone)
            .where(RetentionRun.rule == rule)
            .order_by(RetentionRun.at.desc())
            .limit(1)
        ).first()
        states.append(RuleState(rule, last.at if last else None, last.gone if last else 0, now_due, soon))
    return states


def runs(session: Session, limit: int = 30) -> list[tuple[datetime, RetentionRule, int]]:
    """The last runs of the rules, the newest first."""
    rows = session.execute(
        select(RetentionRun).order_by(RetentionRun.at.desc(), RetentionRun.ref).limit(limit)
    ).scalars()
    return [(row.at, RetentionRule(row.rule), row.gone) for row in rows]


def _as_day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
