"""Every table, imported in the order of the slices, so that the metadata is whole wherever it is needed."""

import importlib
import importlib.util
import pkgutil

import registry

MODULES = [
    importlib.import_module(f"registry.{slice_.name}.models")
    for slice_ in pkgutil.iter_modules(registry.__path__)
    if slice_.ispkg and importlib.util.find_spec(f"registry.{slice_.name}.models")
]
