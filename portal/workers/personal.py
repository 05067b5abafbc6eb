"""What the personal file shows the person: everything the register holds, who looked, what was asked."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from registry.background_checks.queries import statements_of
from registry.background_checks.rules import Statement
from registry.companies.queries import load
from registry.consents.queries import ConsentRow, consents_of
from registry.core.crypto import KeyRing
from registry.core.labels import Label
from registry.looks.queries import LookRow, looks_of
from registry.permits.queries import HeldPermit, permits_of
from registry.photos.queries import has_picture
from registry.qualifications.queries import HeldCertificate, certificates_of
from registry.record import reading
from registry.record.kinds import KINDS
from registry.record.reading import Entry
from registry.rights.queries import OwnRequest, requests_of
from registry.rosters.queries_newcomers import filed_in_rosters
from registry.training.queries import PersonRecord, records_of
from registry.workers.queries import Spell
from registry.workers.queries_own import AskedBy, Particulars, asked_by, particulars_of, spells_of
from registry.workers.states import TransferState

MOST_LOOKS = 200
# The mark of an objection is not itself a thing to object to, and consents have a page of their own.
_NO_ITEM = frozenset({"person_objection", "consent"})


@dataclass(frozen=True, slots=True)
class PersonalFile:
    """A person's file, as the person reads it. `names`: {company ref: name}."""

    own: Particulars
    spells: tuple[Spell, ...]
    asked: tuple[AskedBy, ...]
    names: dict[str, str]
    permit: HeldPermit | None
    checks: tuple[Statement, ...]
    certificates: tuple[HeldCertificate, ...]
    records: tuple[PersonRecord, ...]
    consents: tuple[ConsentRow, ...]
    photo: bool
    looks: tuple[LookRow, ...]
    requests: tuple[OwnRequest, ...]


def personal_file(session: Session, keyring: KeyRing, ref: str) -> PersonalFile:
    """Everything about one person. Raises NotFound."""
    own, spells = particulars_of(session, keyring, ref), spells_of(session, ref)
    by_roster = [AskedBy(company, at, TransferState.WAITING) for company, at in filed_in_rosters(session, ref)]
    asked = [*by_roster, *asked_by(session, ref)]
    companies = load(session, sorted({one.company_ref for one in (*spells, *asked)}))
    return PersonalFile(
        own,
        tuple(spells),
        tuple(asked),
        {company: face.name or "" for company, face in companies.items()},
        permits_of(session, [ref]).get(ref),
        tuple(statements_of(session, [ref]).get(ref, ())),
        tuple(certificates_of(session, [ref]).get(ref, ())),
        tuple(records_of(session, [ref]).get(ref, ())),
        tuple(consents_of(session, ref)),
        has_picture(session, ref),
        tuple(looks_of(session, ref, limit=MOST_LOOKS)),
        tuple(requests_of(session, ref)),
    )


def items_of(session: Session, ref: str) -> list[tuple[Entry, Label]]:
    """The entries about a person that stand in the record now, with the words of their kinds, the newest first."""
    entries = [one for one in reading.current_of(session, [ref])[ref] if one.kind not in _NO_ITEM and not one.ended]
    return [(one, KINDS[one.kind].label) for one in sorted(entries, key=lambda one: one.seq, reverse=True)]
