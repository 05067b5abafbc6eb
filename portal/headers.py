"""Headers of every answer: nothing inline, nothing from elsewhere, nothing framed."""

from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse

from flask import Flask

Application = Callable[..., Iterable[bytes]]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "manifest-src 'self'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
HSTS = "max-age=31536000; includeSubDomains"


class Guarding:
    """WSGI middleware right around the application: an answer's own headers are seldom many, and checked once."""

    def __init__(self, app: Application, *, production: bool) -> None:
        self._app = app
        self._always = [(name, value) for name, value in HEADERS.items() if name != _REFERRER]
        if production:
            self._always.append(("Strict-Transport-Security", HSTS))

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            own = {name.lower() for name, _ in headers}
            unless_said = [(name, value) for name, value in _UNLESS_SAID if name.lower() not in own]
            return start_response(status, [*headers, *self._always, *unless_said], *more)

        return self._app(environ, start)


# A view may only be stricter about the first; what it says of caching stands, everything else is not stored.
_REFERRER = "Referrer-Policy"
_UNLESS_SAID = ((_REFERRER, HEADERS[_REFERRER]), ("Cache-Control", "no-store"))


def init_headers(app: Flask, *, production: bool) -> None:
    """Set the headers on every answer of the application; to be called before any other middleware is put around."""
    app.wsgi_app = Guarding(app.wsgi_app, production=production)
