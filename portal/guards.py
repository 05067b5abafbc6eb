"""Who may call a view: the marks that portal/gate.py reads at every request."""

from collections.abc import Callable
from typing import Any, TypeVar

from registry.permissions import PERMISSIONS

V = TypeVar("V", bound=Callable[..., Any])

GUARD = "__guard__"
SIGNED_IN = "signed_in"
TAKES = "__takes__"


def public(view: V) -> V:
    """Anyone may call this view; it reads only the record."""
    setattr(view, GUARD, "public")
    return view


def entry(view: V) -> V:
    """Anyone may call this view on the way in (signing in, a mailed link, a worker's code); it limits by itself."""
    setattr(view, GUARD, "entry")
    return view


def signed_in(permission: str = "accounts.own") -> Callable[[V], V]:
    """Only somebody signed in whose post holds the permission; to everybody else the page does not exist.

    Raises KeyError for a permission that no slice's table knows.
    """
    assert PERMISSIONS[permission]

    def guarded(view: V) -> V:
        setattr(view, GUARD, f"{SIGNED_IN} {permission}")
        return view

    return guarded


def guard_of(view: Callable[..., Any]) -> str | None:
    """The guard a view carries, or None."""
    found: str | None = getattr(view, GUARD, None)
    return found


def permission_of(view: Callable[..., Any]) -> str | None:
    """The permission a view asks for, or None when it asks for none."""
    guard = guard_of(view) or ""
    return guard.removeprefix(f"{SIGNED_IN} ") if guard.startswith(SIGNED_IN) else None


def taking(largest: int) -> Callable[[V], V]:
    """The view takes a body of up to `largest` bytes from people who are signed in; others end at the size of forms."""

    def marked(view: V) -> V:
        setattr(view, TAKES, largest)
        return view

    return marked


def taken_by(view: Callable[..., Any]) -> int | None:
    """The largest body a view takes, or None for the size of forms."""
    found: int | None = getattr(view, TAKES, None)
    return found
