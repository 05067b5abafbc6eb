"""Delivery: pages, JSON, command line, worker. Holds no rules."""

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable
from types import ModuleType
from typing import Any

from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import portal
import registry.models
from portal.database import db, init_database
from portal.desk import init_desk
from portal.errors import init_errors
from portal.gate import init_gate
from portal.headers import init_headers
from portal.intake import init_intake
from portal.language import init_language
from portal.notices import init_notices
from portal.presentation import init_presentation
from portal.quick import init_quick
from portal.routing import LateRule
from portal.settings import Settings, from_environment
from portal.signing import init_signing
from portal.static_files import TEMPLATES, init_static_files
from portal.tongues import TonguesEnvironment, TonguesLoader
from portal.wiring import secret_key, wire
from registry.core.clock import Clock
from search.protocol import Engine


class Portal(Flask):
    """The application. No view of it is asynchronous, so none is looked at for that, eight times a request."""

    jinja_environment = TonguesEnvironment
    url_rule_class = LateRule

    def create_global_jinja_loader(self) -> TonguesLoader:
        """Templates in the language of the request."""
        return TonguesLoader(super().create_global_jinja_loader())

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The view as it is."""
        return func


def create_app(settings: Settings | None = None, *, clock: Clock | None = None, search: Engine | None = None) -> Flask:
    """The application under these settings; tests pass a clock and an engine of their own."""
    chosen = settings or from_environment()
    assert registry.models.MODULES
    app = Portal("portal", root_path=__path__[0], static_folder=None, template_folder=str(TEMPLATES))
    app.config.update(
        TRUSTED_HOSTS=list(chosen.trusted_hosts) or None,
        MAX_CONTENT_LENGTH=1_000_000,
        MAX_FORM_PARTS=200,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.json.ensure_ascii = False
    app.extensions["settings"] = chosen
    init_headers(app, production=chosen.production)
    init_database(app, chosen)
    init_static_files(app)
    wire(app, chosen, clock, search)
    init_intake(app)
    with app.app_context():
        init_quick(app, db.engine)
    init_language(app)
    init_presentation(app)
    init_notices(app)
    app.config["SECRET_KEY"] = secret_key(chosen)
    init_signing(app, chosen)
    init_desk(app)
    init_gate(app)
    init_errors(app)
    if chosen.proxy_hops:
        app.wsgi_app = ProxyFix(
            app.wsgi_app, x_for=chosen.proxy_hops, x_proto=chosen.proxy_hops, x_host=chosen.proxy_hops
        )
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    return app


def blueprints() -> list[Blueprint]:
    """Every blueprint of the features and of the portal's own commands, once each, whole before it is registered."""
    found = [getattr(module, "blueprint", None) for module in modules()]
    return list(dict.fromkeys(one for one in found if isinstance(one, Blueprint)))


AUDIENCES = ("public", "api", "entry", "own", "company", "office", "regulator", "cli")


def modules() -> list[ModuleType]:
    """Every module that may carry a blueprint: the features' audiences, then the portal's own command modules."""
    found = []
    for item in pkgutil.iter_modules(portal.__path__, "portal."):
        if not item.ispkg:
            continue
        package = importlib.import_module(item.name)
        found.append(package)
        names = {inner.name for inner in pkgutil.iter_modules(package.__path__)}
        wanted = sorted(name for name in names if name.split("_")[0] in AUDIENCES)
        found += [importlib.import_module(f"{item.name}.{name}") for name in wanted]
    found += [importlib.import_module(f"portal.{name}") for name in ("schema", "work", "doctor") if _exists(name)]
    return found


def _exists(name: str) -> bool:
    return importlib.util.find_spec(f"portal.{name}") is not None
