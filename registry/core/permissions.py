"""How every slice writes down who may do what: one table per slice, asked below the form (R040, R148, R167).

A permission that lets somebody see or use personal data also says what for; other uses are not permitted.
"""

from collections.abc import Iterable
from typing import NamedTuple

from registry.core.actor import COMPANY_ROLES, Actor
from registry.core.errors import NotAllowed, NotFound
from registry.core.labels import Label, LabelledEnum

NOT_FOUND = Label("没有找到，或者不属于您", "Not found, or not yours")


class Use(LabelledEnum):
    """What personal data may be used for by whoever holds a permission (R125, R167)."""

    REGISTRATION = "registration", "登记和更新从业人员的信息", "To register people and keep their entries current"
    CHECKS = "checks", "核查背景，判断能否上岗", "To check backgrounds, for who may work"
    QUALIFICATION = (
        "qualification",
        "记载培训和证书，判断能否上岗和续证",
        "To record training and certificates, for who may work",
    )
    ELIGIBILITY = "eligibility", "判断能否上岗", "To find out who may work"
    PERMITS = "permits", "签发和管理上门服务证", "To issue and keep permits"
    PURPOSE = "purpose", "每次查看前写明的用途", "What is stated before every look"
    RIGHTS = "rights", "答复个人信息权利请求和投诉", "To answer requests and complaints about personal data"
    TRACE = "trace", "查明谁看过、改过什么", "To find out who saw and changed what"
    SUPERVISION = "supervision", "依法监督检查", "To supervise under the law"
    ACCOUNTS = "accounts", "管理工作台账号", "To keep the accounts of the desk"
    UPKEEP = "upkeep", "排除系统故障", "To put right what fails"


class Permission(NamedTuple):
    """What is permitted, in words, the roles that hold it, and for what use where personal data is seen."""

    label: Label
    roles: frozenset[str]
    use: Use | None = None


def permission(zh: str, en: str, *roles: str | Iterable[str], use: Use | None = None) -> Permission:
    """A permission for roles, given one by one or as sets of roles; `use` None where no personal data is seen."""
    held: set[str] = set()
    for one in roles:
        held.update((one,) if isinstance(one, str) else one)
    return Permission(Label(zh, en), frozenset(held), use)


def allows(actor: Actor, what: Permission) -> bool:
    """Whether the role acted in holds the permission."""
    return actor.role in what.roles


def require(actor: Actor, what: Permission) -> None:
    """Raises NotAllowed unless the role acted in holds the permission."""
    if not allows(actor, what):
        raise NotAllowed(Label(f"您不能{what.label.zh}", f"You may not do this: {what.label.en.lower()}"))


def require_company(actor: Actor, company_ref: str | None) -> None:
    """Raises NotFound when a company role asks for anything but its own company's things (safety T6).

    The command line's company role names no company and is bound by the rosters' own rules instead.
    """
    if actor.role in COMPANY_ROLES and actor.company is not None and actor.company != company_ref:
        raise NotFound(NOT_FOUND)
