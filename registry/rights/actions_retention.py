"""Running the retention rules: what has been kept long enough goes, and the run is noted (R149)."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.base import new_ref
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.permissions import require
from registry.rights.access import PERMISSIONS
from registry.rights.actions import anonymise
from registry.rights.models import RetentionRun, RightsRequest
from registry.rights.queries import contacts_due, leavers_due
from registry.rights.states import RetentionRule

WHY = {
    RetentionRule.CONTACT: "保存期限：结案 90 天",
    RetentionRule.LEAVERS: "保存期限：离职 2 年",
}


def run_retention(session: Session, actor: Actor, clock: Clock, keyring: KeyRing) -> dict[RetentionRule, int]:
    """Let go what is due, at most some hundreds of each at once; returns how many. Raises NotAllowed.

    The public record is not touched: what a person had listed went when the consent was taken back.
    """
    require(actor, PERMISSIONS["rights.retention"])
    now = clock.now()
    requests = contacts_due(session, now)
    session.execute(
        update(RightsRequest).where(RightsRequest.case_ref.in_(requests)).values(contact=None, words=None, gone_at=now)
    )
    people = leavers_due(session, shanghai_date(now))
    for ref in people:
        anonymise(session, actor, clock, keyring, ref, why=WHY[RetentionRule.LEAVERS])
    done = {RetentionRule.CONTACT: len(requests), RetentionRule.LEAVERS: len(people)}
    for rule, count in done.items():
        session.add(RetentionRun(ref=new_ref(), rule=rule, at=now, gone=count, by=actor.ref))
    session.flush()
    traces = [
        Trace("retention.run", "retention", rule.value, None, {"count": n}, WHY[rule]) for rule, n in done.items()
    ]
    traces += [Trace("retention.contact", "case", ref, None, None, WHY[RetentionRule.CONTACT]) for ref in requests]
    write(session, clock, actor, traces)
    return done
