"""The versions of a company and of what it declares, each with what it changed, told apart at a glance."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.companies.wording import declared_names, declared_words, field_names, value_words
from portal.lookback import Lookback
from registry.companies.disclosure import CompanyFace, DeclarationFace
from registry.core.clock import day_end, shanghai_date
from registry.record import reading
from registry.record.reading import Entry

Words = Callable[[Entry, str], str]


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
    return _versions(known_entries(session, CompanyFace.KIND.name, ref, look), field_names(), _stated)


def declared_versions(session: Session, ref: str, look: Lookback) -> list[Version]:
    """The same of what the company declared; `ref` is the declaration's."""
    return _versions(known_entries(session, DeclarationFace.KIND.name, ref, look), declared_names(), _declared)


def known_entries(session: Session, kind: str, ref: str, look: Lookback) -> list[Entry]:
    """The entries of a subject that this look knows, in the order of effect."""
    entries = reading.history(session, kind, ref)
    if not look.looking_back:
        return entries
    end = day_end(look.known_on)
    return [each for each in entries if each.recorded_at < end and each.effective_on <= look.effective_on]


def _versions(entries: Sequence[Entry], names: Mapping[str, str], words: Words) -> list[Version]:
    known = sorted((each for each in entries if not each.ended), key=lambda entry: entry.seq)
    by_seq = {entry.seq: entry for entry in known}
    corrected = {entry.corrects: entry.seq for entry in known if entry.corrects is not None}
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
                differences=_differences(before, entry, names, words),
            )
        )
    return found[::-1]


def _speaking(entries: Sequence[Entry]) -> Entry | None:
    """The version that spoke for the company when only these were known (design point 4)."""
    return max(entries, key=lambda entry: (entry.effective_on, entry.seq), default=None)


def _differences(before: Entry | None, after: Entry, names: Mapping[str, str], words: Words) -> tuple[Difference, ...]:
    """What `after` says otherwise than `before`; for a first version, everything it states."""
    found = []
    for field, name in names.items():
        erased = field in after.erased
        then = words(before, field) if before else ""
        now = words(after, field)
        if then != now or erased:
            found.append(Difference(field, name, then, now, erased))
    return tuple(found)


def _stated(entry: Entry, field: str) -> str:
    return value_words(entry.face(CompanyFace), field)


def _declared(entry: Entry, field: str) -> str:
    return declared_words(entry.face(DeclarationFace), field)
