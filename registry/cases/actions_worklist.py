"""Who has a case: take it on, put it back, hand out many at once, remind the companies that owe an answer."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.accounts.models import Account
from registry.accounts.queries import email_of, members_of, open_memberships
from registry.accounts.states import AccountState
from registry.cases import timeline
from registry.cases.access import require_kind
from registry.cases.kinds import KINDS
from registry.cases.models import Case
from registry.cases.states import Act, CaseKind
from registry.core.actor import Actor
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.tasks.actions import send_mail

AT_ONCE = 200  # cases in one act on many
TOO_MANY = Label(f"一次最多 {AT_ONCE} 件", f"At most {AT_ONCE} at once")
NOT_THEIRS = Label("此人不能办理这类案件", "This person may not work on such cases")


def claim(session: Session, actor: Actor, clock: Clock, case_ref: str, *, version: int | None = None) -> bool:
    """Take a case on; False when one has it already. Raises Conflict when another has it, NotFound, NotAllowed."""
    case = timeline.load(session, actor, case_ref, Act.CLAIM, version)
    require_kind(actor, "propose", case.kind)
    if case.assignee == actor.ref:
        return False
    if case.assignee is not None:
        name = session.scalar(select(Account.name).where(Account.ref == case.assignee)) or "—"
        raise Conflict(Label(f"{name} 正在办理这个案件", f"{name} is working on this case"))
    case.assignee, case.claimed_at = actor.ref, clock.now()
    timeline.write(session, actor, clock, case, Act.CLAIM, "", after={"assignee": actor.ref})
    return True


def release(session: Session, actor: Actor, clock: Clock, case_ref: str, *, version: int | None = None) -> None:
    """Put a case back for others. Raises Conflict when nobody has it, NotFound, NotAllowed."""
    case = timeline.load(session, actor, case_ref, Act.RELEASE, version)
    require_kind(actor, "propose", case.kind)
    if case.assignee is None:
        raise Conflict(Label("这个案件没有人领办", "Nobody has this case"))
    before = {"assignee": case.assignee}
    case.assignee = case.claimed_at = None
    timeline.write(session, actor, clock, case, Act.RELEASE, "", before=before)


def assign_many(session: Session, actor: Actor, clock: Clock, case_refs: Sequence[str], *, to: str) -> list[str]:
    """Hand cases to one person; returns those that changed hands. Cases that are over are passed over.

    Raises RuleBroken when that person may not work on one of them, NotFound, NotAllowed.
    """
    _few_enough(case_refs)
    account = session.get(Account, to)
    roles = {post.role for post in open_memberships(session, to)} if account is not None else set()
    if account is None or account.state != AccountState.ACTIVE:
        raise RuleBroken([Finding("assignee", NOT_THEIRS, "to")])
    changed = []
    for ref in dict.fromkeys(case_refs):
        case = timeline.load(session, actor, ref, Act.NOTE, None)
        require_kind(actor, "propose", case.kind)
        if not roles & KINDS[CaseKind(case.kind)].proposes:
            raise RuleBroken([Finding("assignee", NOT_THEIRS, "to")])
        if not case.active or case.assignee == to:
            continue
        before = {"assignee": case.assignee}
        case.assignee, case.claimed_at = to, clock.now()
        timeline.write(session, actor, clock, case, Act.ASSIGN, account.name, before=before, after={"assignee": to})
        changed.append(ref)
    return changed


def claim_many(session: Session, actor: Actor, clock: Clock, case_refs: Sequence[str]) -> list[str]:
    """Take on those that nobody has; returns them. Raises NotFound, NotAllowed, RuleBroken for too many."""
    _few_enough(case_refs)
    taken = []
    for ref in dict.fromkeys(case_refs):
        case: Case = timeline.load(session, actor, ref, Act.NOTE, None)
        if case.active and case.assignee is None and claim(session, actor, clock, ref):
            taken.append(ref)
    return taken


def remind_many(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, case_refs: Sequence[str], *, address: str
) -> list[str]:
    """Remind the companies of cases by mail, each at most once a day; returns the cases that were reminded about.

    `address` is where the company's desk begins. The letter names the case by number and kind, and nobody.
    """
    _few_enough(case_refs)
    today = shanghai_date(clock.now()).isoformat()
    reminded = []
    for ref in dict.fromkeys(case_refs):
        case = timeline.load(session, actor, ref, Act.NOTE, None)
        require_kind(actor, "propose", case.kind)
        if not case.active or case.company_ref is None:
            continue
        people = [account for _, account in members_of(session, case.company_ref)]
        people = [account for account in people if account.state == AccountState.ACTIVE]
        kind = CaseKind(case.kind).label
        for account in {account.ref: account for account in people}.values():
            send_mail(
                session, actor, clock, keyring, to=email_of(keyring, account),
                subject=f"请尽快处理：{case.number} {kind.zh}",
                body=_LETTER.format(number=case.number, zh=kind.zh, en=kind.en, address=address),
                key=f"remind:{case.ref}:{today}:{account.ref}", about=("case", case.ref),
            )  # fmt: skip
        if people:
            timeline.write(session, actor, clock, case, Act.REMIND, "", after={"letters": len(people)})
            reminded.append(ref)
    return reminded


_LETTER = """您好：

案件 {number}（{zh}）在等贵企业处理。请登录企业工作台查看要补正的内容：
{address}

Case {number} ({en}) waits for your company. Please sign in to see what is asked for.
"""


def _few_enough(case_refs: Sequence[str]) -> None:
    if len(case_refs) > AT_ONCE:
        raise RuleBroken([Finding("too_many", TOO_MANY, "case")])
