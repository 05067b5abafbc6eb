"""Which engine an address names: `memory:`, `whoosh:PATH` or `tantivy:PATH`."""

from pathlib import Path

from search.memory import MemoryEngine
from search.protocol import Engine


class UnknownEngine(ValueError):
    """The address names no engine of ours."""


def open_engine(url: str) -> Engine:
    """The engine of an address. Nothing is read or made until it is used. Raises UnknownEngine."""
    name, _, path = url.partition(":")
    if name == "memory":
        return MemoryEngine()
    if name == "whoosh" and path:
        from search.whoosh_engine import WhooshEngine

        return WhooshEngine(Path(path))
    if name == "tantivy" and path:
        from search.tantivy_engine import TantivyEngine

        return TantivyEngine(Path(path))
    raise UnknownEngine(f"SEARCH_URL must be memory:, whoosh:PATH or tantivy:PATH, not {name or 'empty'}:")
