"""How every slice writes down who may do what: one table per slice, asked below the form (R040, R148, R167)."""

from collections.abc import Iterable
from typing import NamedTuple

from registry.core.actor import COMPANY_ROLES, Actor
from registry.core.errors import NotAllowed, NotFound
from registry.core.labels import Label

NOT_FOUND = Label("没有找到，或者不属于您", "Not found, or not yours")


class Permission(NamedTuple):
    """What is permitted, in words, and the roles that hold it."""

    label: Label
    roles: frozenset[str]


def permission(zh: str, en: str, *roles: str | Iterable[str]) -> Permission:
    """A permission for roles, given one by one or as sets of roles."""
    held: set[str] = set()
    for one in roles:
        held.update((one,) if isinstance(one, str) else one)
    return Permission(Label(zh, en), frozenset(held))


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
