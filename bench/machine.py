"""On what the figures were taken."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from portal.database import sqlite_version

_PACKAGES = ("flask", "sqlalchemy", "granian", "whoosh3", "tantivy", "datasette")


def machine() -> str:
    """One paragraph: processor, cores, memory, load, versions, day."""
    processor = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"{processor}, {os.cpu_count()} cores, {memory / 1e6:.0f} GB, load {os.getloadavg()[0]:.1f} at the start; "
        f"Python {platform.python_version()}, SQLite {sqlite_version()}, {versions}; {datetime.now(UTC):%Y-%m-%d}."
    )


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []
