"""Which consents stand: what the door and the pages ask before they show a line."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.labels import Label
from registry.record.kinds import Face, Kind


@dataclass(frozen=True, slots=True)
class ConsentFace(Face):
    """One per person (its ref is the person's): the scopes that stand now and the newest notice consented to."""

    KIND: ClassVar[Kind] = Kind("consent", False, Label("公示同意", "Consent"))

    listing: bool
    checks: bool
    photo: bool
    ratings: bool
    counts: bool
    notice_version: str
