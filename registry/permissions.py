"""Every permission of every slice in one table, found by name; `flask permissions` prints it."""

import importlib
import pkgutil

import registry
from registry.core.permissions import Permission


def _collected() -> dict[str, Permission]:
    found: dict[str, Permission] = {}
    for item in pkgutil.iter_modules(registry.__path__, "registry."):
        if not item.ispkg:
            continue
        package = importlib.import_module(item.name)
        if "access" in {inner.name for inner in pkgutil.iter_modules(package.__path__)}:
            found.update(importlib.import_module(f"{item.name}.access").PERMISSIONS)
    return found


PERMISSIONS = _collected()
