"""Fingerprinted assets: found by their plain name, kept for good, never rebuilt while serving."""

import hashlib
import json
from functools import cache
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from markupsafe import Markup
from whitenoise import WhiteNoise

FOLDER = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent.parent / "templates"


class AssetsMissing(Exception):
    """The front-end has not been built: run `make build`."""


def init_static_files(app: Flask) -> None:
    """Serve portal/static under /static and give templates `asset(name)`; also fix the build's fingerprint."""
    path = FOLDER / "manifest.json"
    if not path.exists():
        raise AssetsMissing("portal/static is empty: run `make build`")
    manifest: dict[str, str] = json.loads(path.read_text())
    addresses = {name: f"/static/{finger}" for name, finger in manifest.items()}

    def asset(name: str) -> str:
        return addresses[name]

    app.jinja_env.globals["asset"] = asset
    app.extensions["build"] = fingerprint(manifest)
    app.wsgi_app = Assets(
        app.wsgi_app,
        root=str(FOLDER),
        prefix="static/",
        max_age=0,
        immutable_file_test=_fingerprinted,
        allow_all_origins=False,
        add_headers_function=_guard_headers,
    )


def fingerprint(manifest: dict[str, str], templates: Path = TEMPLATES) -> str:
    """What a page's bytes depend on besides the record: assets, templates and translations of this build."""
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode() + _code(templates)).hexdigest()[:16]


@cache
def _code(templates: Path) -> bytes:
    """A hash over what this process was started from; files that change while it runs are not its."""
    digest = hashlib.sha256()
    portal = Path(__file__).parent
    for folder in (templates, portal, portal.parent / "registry", portal.parent / "search"):
        for file in sorted(folder.rglob("*")):
            if file.suffix in {".html", ".py", ".mo", ".csv"}:
                digest.update(file.read_bytes())
    return digest.digest()


class Assets(WhiteNoise):
    """WhiteNoise with a year for what never changes under its name, and nothing for the rest."""

    FOREVER = 31_536_000


def _guard_headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


def _fingerprinted(path: str, url: str) -> bool:
    return not url.endswith("manifest.json")


def shape_svg(shape: str) -> Markup:
    """The drawn form of a state's shape, for those who do not see colour."""
    return _SHAPES[shape]


_SHAPES = {
    name: Markup(f'<svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" focusable="false">{body}</svg>')
    for name, body in {
        "circle": '<circle cx="5" cy="5" r="5" fill="currentColor"/>',
        "triangle": '<path d="M5 .5 10 9.500H0z" fill="currentColor"/>',
        "square": '<rect width="10" height="10" fill="currentColor"/>',
        "diamond": '<path d="M5 .7 9.300 5 5 9.300.7 5z" fill="none" stroke="currentColor" stroke-width="1.300"/>',
    }.items()
}
