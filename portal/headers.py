"""Headers of every answer: nothing inline, nothing from elsewhere, nothing framed."""

from flask import Flask, Response

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


def init_headers(app: Flask, *, production: bool) -> None:
    """Set the headers on every answer; what a view says of caching stands, everything else is not stored."""

    always = [(name, value) for name, value in HEADERS.items() if name != "Referrer-Policy"]
    if production:
        always.append(("Strict-Transport-Security", HSTS))

    @app.after_request
    def _headers(response: Response) -> Response:
        # No view sets any of these, so they are added without looking for an earlier one.
        response.headers.extend(always)
        # A view may only be stricter here: a second header would take its place.
        if "Referrer-Policy" not in response.headers:
            response.headers.add("Referrer-Policy", HEADERS["Referrer-Policy"])
        if "Cache-Control" not in response.headers:
            response.headers.add("Cache-Control", "no-store")
        return response
