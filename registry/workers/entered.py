"""Persons entered in this transaction, as its later verbs need them, who then need not ask the database.

Asking for what was just inserted makes a roster wait for its own inserts (registry/core/behind.py).
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from registry.core.identifiers import Sex


class Entered(NamedTuple):
    """Somebody of whom the register holds these particulars and nothing else: no spell, permit, check or consent."""

    name: str
    sex: Sex
    birth_on: date
    native_province: str | None
    registered_on: date
    permit_index: str | None


Newcomers = Mapping[str, Entered]  # by ref
NOBODY: Newcomers = MappingProxyType({})
