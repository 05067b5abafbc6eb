"""The permission matrix (R167): what each slice's table permits, as rows for page and command line alike."""

from dataclasses import dataclass

from registry.core.actor import Role
from registry.core.labels import Label
from registry.core.permissions import Use
from registry.permissions import PERMISSIONS

SHOWN = [role for role in Role if role not in {Role.PUBLIC, Role.SYSTEM}]


@dataclass(frozen=True, slots=True)
class Row:
    """One permission: its name, in words, for what use of personal data, and who of the roles shown holds it."""

    name: str
    label: Label
    use: Use | None
    held: tuple[bool, ...]


def matrix() -> tuple[list[Role], list[Row]]:
    """(roles shown as columns, rows by name)."""
    rows = [
        Row(name, what.label, what.use, tuple(role in what.roles for role in SHOWN))
        for name, what in sorted(PERMISSIONS.items())
    ]
    return SHOWN, rows
