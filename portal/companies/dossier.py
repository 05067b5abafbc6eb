"""What a company's pages are made of: its entry, ties, declarations, objections, standing; now or as known then."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import g
from sqlalchemy.orm import Session

from portal.lookback import Lookback
from registry.companies.disclosure import CompanyFace, DeclarationFace, SuccessionFace
from registry.companies.states import SuccessionDeclarer, SuccessionDirection
from registry.core.identifiers import age_on, normalise_identifier
from registry.record import keys, reading
from registry.record.kinds import KINDS as RECORD_KINDS
from registry.record.reading import Entry
from registry.rights.disclosure import CompanyObjectionFace
from registry.rights.states import ObjectionState
from registry.standing.changes import boundaries
from registry.standing.rules import company_standing
from registry.standing.states import Standing

NAMESPACE = "uscc"
KINDS = tuple(face.KIND.name for face in (CompanyFace, SuccessionFace, DeclarationFace, CompanyObjectionFace))


@dataclass(frozen=True, slots=True)
class Tie:
    """A company before or after this one, under the name that it bears now."""

    direction: SuccessionDirection
    name: str
    uscc: str
    declared_by: SuccessionDeclarer
    basis: str
    reply: str | None
    from_on: date
    entry: Entry


@dataclass(frozen=True, slots=True)
class Dossier:
    """A company as a page shows it. `face` and `standing` are None for a day before its first version.

    `declared` is what the company says of itself besides, with the entry that says so; `objections` are those that
    are being examined.

    `now` is the present face, which names the company even where the past does not know it. `newest` is the newest
    entry read, `owners` whose entries were read, `days` those on which something begins or ends by itself.
    """

    ref: str
    now: CompanyFace
    entry: Entry | None
    face: CompanyFace | None
    standing: Standing | None
    ties: tuple[Tie, ...]
    years: int | None
    look: Lookback
    newest: int
    owners: tuple[str, ...]
    days: tuple[date, ...]
    declared: tuple[DeclarationFace, Entry] | None = None
    objections: tuple[CompanyObjectionFace, ...] = ()


def ref_of(session: Session, code: str) -> str | None:
    """The company of a credit code in its normal form, or None: a valid code alone is nobody's."""
    # A page asks twice: for the people, whose change moves its tag, and for itself.
    known: dict[str, str | None] = g.setdefault("company_refs", {})
    if code not in known:
        target = keys.resolve(session, NAMESPACE, code)
        known[code] = target.owner if target else None
    return known[code]


def canonical(code: str) -> str:
    """A credit code as it is registered: half-width, upper case, without spaces and hyphens."""
    return normalise_identifier(code)


def dossier(session: Session, ref: str, look: Lookback, today: date) -> Dossier | None:
    """The company for this look; None when nothing is published of it."""
    current = reading.current_of(session, [ref], KINDS)[ref]
    companies = [entry for entry in current if entry.kind == CompanyFace.KIND.name]
    if not companies:
        return None
    now = companies[0].face(CompanyFace)
    entry: Entry | None = companies[0]
    besides = [each for each in current if each.kind != CompanyFace.KIND.name]
    if look.looking_back:
        entry = look.read(session, CompanyFace.KIND, ref)
        then = (look.read(session, RECORD_KINDS[each.kind], each.ref) for each in besides)
        besides = [each for each in then if each is not None]
    sides = [each for each in besides if each.kind == SuccessionFace.KIND.name]
    declared = [each for each in besides if each.kind == DeclarationFace.KIND.name]
    objections = [each.face(CompanyObjectionFace) for each in besides if each.kind == CompanyObjectionFace.KIND.name]
    face = entry.face(CompanyFace) if entry else None
    day = look.effective_on if look.looking_back else today
    ties, others = _ties(session, sides)
    shown = [entry] if entry else []
    read = shown + besides if look.looking_back else [*companies, *besides, *others]
    return Dossier(
        ref=ref,
        now=now,
        entry=entry,
        face=face,
        standing=company_standing(face, day) if face else None,
        ties=ties,
        years=_year(face.established_on, day) if face and face.established_on else None,
        look=look,
        newest=max((each.seq for each in read), default=0),
        owners=(ref, *(other.owner for other in others)),
        days=_days(now, today),
        declared=(declared[0].face(DeclarationFace), declared[0]) if declared else None,
        objections=tuple(one for one in objections if one.state is ObjectionState.OPEN),
    )


def _ties(session: Session, sides: Sequence[Entry]) -> tuple[tuple[Tie, ...], list[Entry]]:
    if not sides:
        return (), []
    faces = [side.face(SuccessionFace) for side in sides]
    found = reading.current_of(session, sorted({face.other for face in faces}), [CompanyFace.KIND.name])
    others = {owner: entries[0] for owner, entries in found.items() if entries}
    ties = []
    for side, face in zip(sides, faces, strict=True):
        if face.other in others:
            other = others[face.other].fields
            ties.append(
                Tie(
                    face.direction, other["name"], other["uscc"], face.declared_by,
                    face.basis, face.reply, face.from_on, side,
                )
            )  # fmt: skip
    ties.sort(key=lambda tie: (tie.direction is not SuccessionDirection.PREDECESSOR, tie.from_on))
    return tuple(ties), list(others.values())


def _year(established: date, day: date) -> int:
    """The how manieth year of the company a day lies in: the day of its founding is in the first."""
    return age_on(established, day) + 1 if established <= day else 0


def _days(face: CompanyFace, today: date) -> tuple[date, ...]:
    days: Iterable[date] = boundaries(face)
    if face.established_on:
        # The year count moves with the founding day; this year's and next year's are enough for one rendering.
        days = [*days, *(_anniversary(face.established_on, year) for year in (today.year, today.year + 1))]
    return tuple(sorted(set(days)))


def _anniversary(born: date, year: int) -> date:
    return date(year, 3, 1) if (born.month, born.day) == (2, 29) else born.replace(year=year)
