"""Nobody passes a view but whom its guard lets in. A view without a guard is refused: forgetting one shows at once."""

from typing import Any

from flask import Flask, abort, current_app, request

from portal.guards import guard_of, permission_of, taken_by
from portal.signing import refuse_foreign_post, require_signed_in, signed_in_visitor


def init_gate(app: Flask) -> None:
    """Ask the guard of every request's view; public pages are let through before anything of signing in is touched."""

    @app.before_request
    def _guard() -> Any:
        if request.endpoint is None:
            return None
        view = current_app.view_functions[request.endpoint]
        guard = guard_of(view)
        if guard == "public":
            return None
        permission = permission_of(view)
        if permission is None and guard != "entry":
            abort(403)
        if (largest := taken_by(view)) and signed_in_visitor() is not None:
            request.max_content_length = largest
        refuse_foreign_post()
        return require_signed_in(permission) if permission else None
