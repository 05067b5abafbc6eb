"""Who may call a view. A view without a guard is refused, so that forgetting one shows at once."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

V = TypeVar("V", bound=Callable[..., Any])

GUARD = "__guard__"


def public(view: V) -> V:
    """Anyone may call this view; it reads only the record."""
    setattr(view, GUARD, "public")
    return view


def guard_of(view: Callable[..., Any]) -> str | None:
    """The guard a view carries, or None."""
    found: str | None = getattr(view, GUARD, None)
    return found


def init_guards(app: Flask) -> None:
    """Refuse every request whose view carries no guard."""

    @app.before_request
    def _refuse_unguarded() -> None:
        if request.endpoint is None:
            return
        if guard_of(current_app.view_functions[request.endpoint]) is None:
            abort(403)
