"""Telling a person's companies what was decided. The letter names the case by its number, and nobody.

A person has a telephone with us and no mail address: whoever tells them notes how when the case is closed.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from registry.accounts.models import Account
from registry.accounts.queries import email_of, members_of
from registry.accounts.states import AccountState
from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.tasks.actions import send_mail
from registry.workers.queries import current_spells

_LETTER = """您好：

贵企业一名从业人员的登记有变动：{zh}（案件 {number}）。请登录企业工作台核对本企业的人员名单；
名单与实际不符的，请联系协会。

The registration of one of your people was changed: {en} (case {number}). Please sign in and look at your list of
people; if it does not agree with what you know, tell the association.
"""


def tell_companies(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, case: Case, worker_refs: Sequence[str]
) -> int:
    """Write to everybody active at the companies that employ these persons now; returns how many letters."""
    kind = CaseKind(case.kind).label
    spells = current_spells(session, list(worker_refs))
    companies = sorted({spell.company_ref for ones in spells.values() for spell in ones})
    told: dict[str, Account] = {}
    for company in companies:
        told |= {one.ref: one for _, one in members_of(session, company) if one.state == AccountState.ACTIVE}
    for account in told.values():
        send_mail(
            session, actor, clock, keyring, to=email_of(keyring, account), subject=f"人员登记变动：{case.number}",
            body=_LETTER.format(number=case.number, zh=kind.zh, en=kind.en.lower()),
            key=f"persons:{case.ref}:{account.ref}", about=("case", case.ref),
        )  # fmt: skip
    return len(told)
