"""Applying a checked roster of companies in one transaction."""

from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.companies.actions import Change, change_many, register_many
from registry.companies.queries import load, refs_by_uscc
from registry.companies.states import ENDED
from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.core.errors import Conflict, RuleBroken
from registry.core.findings import Finding
from registry.rosters.actions import APPLYING, MOVED_ON, NOT_GOOD, WHY
from registry.rosters.company_difference import changed_fields, company_changes, new_company
from registry.rosters.company_rows import CompanyLine
from registry.rosters.plan import BATCH, Difference, Plan, Progress, no_progress


def apply_companies(
    session: Session, actor: Actor, clock: Clock, plan: Plan, progress: Progress = no_progress
) -> Difference:
    """Register new companies and change known ones; returns what was done. The same file twice does nothing.

    Raises RuleBroken for a plan with errors, Conflict when a company has left the register in the meantime.
    """
    if not plan.is_good:
        raise RuleBroken([Finding("roster_errors", NOT_GOOD)])
    done = Difference()
    read = 0
    for batch in plan.staging.lines(BATCH):
        lines = [CompanyLine.unpacked(staged.packed) for staged in batch]
        refs = refs_by_uscc(session, [line.uscc for line in lines])
        faces = load(session, list(refs.values()))
        if any(face.state in ENDED for face in faces.values()):
            raise Conflict(MOVED_ON)
        fresh = [line for line in lines if line.uscc not in refs]
        if fresh:
            register_many(session, actor, clock, [new_company(line) for line in fresh])
        changes = []
        for line in lines:
            if line.uscc in refs:
                face = faces[refs[line.uscc]]
                asked = company_changes(line, face)
                told = changed_fields(asked, face)
                done.fields.update(told)
                done.unchanged += not told
                if told:
                    changes.append(Change(refs[line.uscc], asked, why=WHY))
        changed = change_many(session, actor, clock, changes) if changes else []
        done.new += len(fresh)
        done.changed += len(changed)
        read += len(batch)
        progress(APPLYING, read, plan.rows)
    if done.new or done.changed:
        after = {"rows": read, "new": done.new, "changed": done.changed, "source": plan.terms.source.value}
        write(session, clock, actor, [Trace("rosters.apply_companies", "roster", "companies", after=after, why=WHY)])
    session.flush()
    return done
