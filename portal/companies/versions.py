"""The versions of a company, each with what it changed, so that two can be told apart at a glance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.companies.wording import field_names, value_words
from portal.lookback import Lookback
from registry.companies.disclosure import CompanyFace
from registry.core.clock import day_end, shanghai_date
from registry.record import reading
from registry.record.reading import Entry


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that a version set, changed or emptied; before and after in words, empty where nothing was stated."""

    field: str
    name: str
    before: str
    after: str
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a company: from when it holds, when it became known, what it changed, whether it corrects.

    `corrected_by` is the entry that put this version right later. `known_on` is the Shanghai day of its recording.
    """

    seq: int
    number: int
    effective_on: date
    recorded_at: datetime
    known_on: date
    basis: str
    corrects: int | None
    corrected_by: int | None
    first: bool
    differences: tuple[Difference, ...]


def versions(session: Session, ref: str, look: Lookback) -> list[Version]:
    """Every version known for this look, the newest first."""
    entries = reading.history(session, CompanyFace.KIND.name, ref)
    if look.looking_back:
        end = day_end(look.known_on)
        entries = [each for each in entries if each.recorded_at < end and each.effective_on <= look.effective_on]
    known = sorted((each for each in entries if not each.ended), key=lambda entry: entry.seq)
    by_seq = {entry.seq: entry for entry in known}
    corrected = {entry.corrects: entry.seq for entry in known if entry.corrects is not None}
    names = field_names()
    found = []
    for at, entry in enumerate(known):
        before = by_seq.get(entry.corrects) if entry.corrects else _speaking(known[:at])
        found.append(
            Version(
                seq=entry.seq,
                number=entry.version,
                effective_on=entry.effective_on,
                recorded_at=entry.recorded_at,
                known_on=shanghai_date(entry.recorded_at),
                basis=entry.basis,
                corrects=entry.corrects,
                corrected_by=corrected.get(entry.seq),
                first=before is None,
                differences=differences(before, entry, names),
            )
        )
    return found[::-1]


def _speaking(entries: Sequence[Entry]) -> Entry | None:
    """The version that spoke for the company when only these were known (design point 4)."""
    return max(entries, key=lambda entry: (entry.effective_on, entry.seq), default=None)


def differences(before: Entry | None, after: Entry, names: Mapping[str, str]) -> tuple[Difference, ...]:
    """What `after` says otherwise than `before`; for a first version, everything it states."""
    new = after.face(CompanyFace)
    old = before.face(CompanyFace) if before else None
    found = []
    for field, name in names.items():
        erased = field in after.erased
        then = value_words(old, field) if old else ""
        now = value_words(new, field)
        if then != now or erased:
            found.append(Difference(field, name, then, now, erased))
    return tuple(found)
