"""Giving a post by two people: whoever keeps accounts asks, the data-protection officer decides (issue 3, section 1).

Without the second, an administrator alone could make two officers and decide everything through them.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from registry.accounts.actions import give_decided_post
from registry.accounts.queries import check_post
from registry.accounts.rules import NEEDS_TWO
from registry.audit.actions import Trace, write
from registry.cases import actions as case_actions
from registry.cases.models import Case
from registry.cases.states import Outcome
from registry.core.actor import Actor, Role
from registry.core.clock import Clock
from registry.core.errors import NotAllowed, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require
from registry.posts.access import PERMISSIONS
from registry.posts.queries import KIND, asked_post, waiting_posts

OWN_POST = Label("不能提出或决定自己的岗位", "Nobody asks for or decides a post of their own")
WAITS = Finding("post_waits", Label("这个岗位已有申请在等待决定", "The same post is waiting to be decided"), "role")
NO_REASON = Finding("why", Label("请写明理由", "Give the reason"), "why")
NOT_OURS = Finding("role", Label("这个岗位不经两人决定", "This post is not decided by two people"), "role")


def ask_for_post(
    session: Session,
    actor: Actor,
    clock: Clock,
    account_ref: str,
    role: Role,
    *,
    districts: Sequence[str] = (),
    why: str,
) -> str:
    """Propose that a person gets a post of the association or of a regulator; returns the case's ref.

    Raises RuleBroken as `check_post` finds, without a reason, or when the same is waiting already; NotFound;
    NotAllowed, for the own account too.
    """
    require(actor, PERMISSIONS["posts.ask"])
    if account_ref == actor.ref:
        raise NotAllowed(OWN_POST)
    findings = check_post(session, account_ref, role, districts=districts)
    if role not in NEEDS_TWO:
        findings.append(NOT_OURS)
    if not why.strip():
        findings.append(NO_REASON)
    if any(asked_post(one).role == role for one in waiting_posts(session, account_ref)):
        findings.append(WAITS)
    if findings:
        raise RuleBroken(findings)
    told = {"role": role.value, "districts": sorted(districts)}
    case = case_actions.open_case(
        session, actor, clock, kind=KIND, subject_kind="account", subject_ref=account_ref, payload=told
    )
    case_actions.propose(session, actor, clock, case, outcome=Outcome.APPROVED, why=why)
    write(session, clock, actor, [Trace("account.ask_for_post", "account", account_ref, None, told, why)])
    return case


def decide_post(
    session: Session, actor: Actor, clock: Clock, case_ref: str, *, outcome: str, why: str, version: int | None = None
) -> None:
    """Decide what another person asked for; agreed to, the post is held from this moment.

    Raises NotAllowed for the one who asked and for the one who would get it; RuleBroken when the post cannot be given
    any more; Conflict, NotFound.
    """
    case = session.get(Case, case_ref)
    if case is None:
        raise NotFound(NOT_FOUND)
    asked = asked_post(case)
    if asked.account == actor.ref:
        raise NotAllowed(OWN_POST)
    case_actions.decide(session, actor, clock, case_ref, outcome=outcome, why=why, version=version)
    if outcome == Outcome.APPROVED:
        case_actions.use_decision(
            session, actor, clock, case_ref, kind=KIND, subject_ref=asked.account, outcome=Outcome.APPROVED
        )
        give_decided_post(
            session, actor, clock, asked.account, asked.role, districts=asked.districts, decided_in=case_ref
        )
    case_actions.close(session, actor, clock, case_ref)
