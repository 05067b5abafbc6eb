"""That a photo may be shown, and which one: its digest. Unlisted; there only while consent to show it stands."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.labels import Label
from registry.record.kinds import Face, Kind


@dataclass(frozen=True, slots=True)
class PhotoFace(Face):
    """One per person (its ref is the person's). `digest` is the SHA-256 of the JPEG, 64 hexadecimal digits."""

    KIND: ClassVar[Kind] = Kind("photo", False, Label("照片", "Photo"), personal=frozenset({"digest"}))

    digest: str | None
