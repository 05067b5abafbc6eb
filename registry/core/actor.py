"""Who acts, and as what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """`ref` names the person or process, `role` says in which capacity: system, association, company or public."""

    ref: str
    role: str
    name: str


SYSTEM = Actor("system", "system", "知门")
