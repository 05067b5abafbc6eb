"""What is wrong with an input, in words that say where and how to mend it."""

from dataclasses import dataclass
from typing import Literal

from registry.core.labels import Label

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: a stable code, plain words, the field it is about, and the cure if there is one."""

    code: str
    message: Label
    field: str | None = None
    level: Level = "error"
    cure: Label | None = None
