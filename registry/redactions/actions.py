"""Proposing that values are erased from the record, and erasing them in the transaction that decides it."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.cases import actions as case_actions
from registry.cases.models import Case
from registry.cases.states import CaseKind, Outcome
from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.core.errors import NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require
from registry.permits.queries_cases import due_in
from registry.record import reading
from registry.record.kinds import KINDS
from registry.record.redaction import redact
from registry.redactions.access import PERMISSIONS
from registry.redactions.queries import asked_in, is_person, targets_of
from registry.redactions.rules import DECISION_DAYS, check_fields
from registry.redactions.states import AskedBy, Rule

KIND = CaseKind.REDACTION
NO_ENTRY = Label("公开记录没有这一条", "The public record has no such entry")


def propose_redaction(
    session: Session,
    actor: Actor,
    clock: Clock,
    item: int,
    fields: Sequence[str],
    *,
    rule: Rule,
    asked_by: AskedBy,
    every_version: bool,
    why: str,
) -> str:
    """Open a case for erasing fields of entry `item`, or of every version of its subject, and propose it.

    Returns the case's ref. Raises RuleBroken for what is not there or not personal, NotAllowed.
    """
    require(actor, PERMISSIONS["redactions.propose"])
    entry = reading.entry_at(session, item)
    if entry is None:
        raise RuleBroken([Finding("no_entry", NO_ENTRY, "item")])
    findings = check_fields(KINDS.get(entry.kind), entry.fields, fields)
    if findings:
        raise RuleBroken(findings)
    told = {
        "item": item, "fields": sorted(fields), "rule": rule.value, "asked_by": asked_by.value,
        "every_version": every_version,
    }  # fmt: skip
    case = case_actions.open_case(
        session, actor, clock, kind=KIND, subject_kind="worker" if is_person(session, entry.owner) else "record",
        subject_ref=entry.owner, payload=told, due=due_in(session, clock.now(), DECISION_DAYS),
    )  # fmt: skip
    case_actions.propose(session, actor, clock, case, outcome=Outcome.APPROVED, why=why)
    write(session, clock, actor, [Trace("redactions.propose", "case", case, None, told, why, about=entry.owner)])
    return case


def decide_redaction(
    session: Session,
    actor: Actor,
    clock: Clock,
    case_ref: str,
    *,
    outcome: str,
    why: str,
    version: int | None = None,
) -> None:
    """Decide what another person proposed; agreed to, the values leave the record in this transaction.

    The ledger of erasures follows the redaction entry, so a restored backup loses them again. Raises NotAllowed for
    the one who proposed it; Conflict when nothing is left to erase; RuleBroken, NotFound.
    """
    case = session.get(Case, case_ref)
    if case is None:
        raise NotFound(NOT_FOUND)
    asked = asked_in(session, case)
    case_actions.decide(session, actor, clock, case_ref, outcome=outcome, why=why, version=version)
    if outcome == Outcome.APPROVED:
        targets = targets_of(session, asked.item, asked.fields, every_version=case.payload["every_version"])
        entries = redact(session, clock, targets=targets, rule=asked.rule.label.zh, asked_by=asked.asked_by.value)
        told = {"entries": [target.seq for target in targets], "fields": list(asked.fields)}
        trace = Trace("redactions.erase", "record", asked.owner, None, told, why, entries)
        write(session, clock, actor, [trace])
        case_actions.use_decision(
            session, actor, clock, case_ref, kind=KIND, subject_ref=case.subject_ref, outcome=Outcome.APPROVED,
            entries=entries,
        )  # fmt: skip
    case_actions.close(session, actor, clock, case_ref)
