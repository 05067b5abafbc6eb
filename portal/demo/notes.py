"""The table of cards to try at the door. Each answer is what the door's own rules say of the filled register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from portal.demo.example_companies import EXPELLED, GOOD, HEIR, RENAMED, SUSPENDED, UNINSURED, name_of
from portal.demo.example_people import Example, permit_number
from portal.demo.filling import Filled
from registry.background_checks.disclosure import ChecksFace
from registry.companies.disclosure import CompanyFace
from registry.consents.disclosure import ConsentFace
from registry.core.labels import Label
from registry.core.names import split_surname
from registry.core.permit_numbers import spaced_card_code
from registry.eligibility.disclosure import LinesFace
from registry.permits.disclosure import CardFace, PermitFace
from registry.record import reading
from registry.standing.door import DoorAnswer, door_answer
from registry.workers.disclosure import EmploymentFace


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to try: what is typed, for which case, and the headline that comes."""

    typed: str
    case: Label
    answer: Label
    useful: bool


def notes_of(session: Session, table: Sequence[Example], filled: Filled, today: date) -> list[Note]:
    """A note per example person, by number and surname, and one per printed card."""
    found = []
    for place, (example, ref, cards) in enumerate(zip(table, filled.people, filled.cards, strict=True), start=1):
        surname = example.typed or split_surname(example.name).surname
        typed = f"{permit_number(place)} + {surname}"
        found.append(Note(typed, example.case, _answer(session, ref, None, today).headline, example.useful))
        for card in cards:
            face = reading.current(session, CardFace.KIND.name, card.ref)
            answer = _answer(session, ref, face.face(CardFace) if face else None, today)
            found.append(Note(spaced_card_code(card.code), example.case, answer.headline, example.useful))
    return found


def _answer(session: Session, worker: str, card: CardFace | None, today: date) -> DoorAnswer:
    entries = reading.current_of(session, [worker])[worker]
    spells = [entry.face(EmploymentFace) for entry in entries if entry.kind == EmploymentFace.KIND.name]
    refs = sorted({spell.company for spell in spells})
    employers = reading.current_of(session, refs, [CompanyFace.KIND.name])
    companies = {ref: found[0].face(CompanyFace) for ref, found in employers.items() if found}
    one = {entry.kind: entry for entry in entries}
    permit, checks, consent = (
        one[cls.KIND.name].face(cls) if cls.KIND.name in one else None for cls in (PermitFace, ChecksFace, ConsentFace)
    )
    assert permit is None or isinstance(permit, PermitFace)
    assert checks is None or isinstance(checks, ChecksFace)
    assert consent is None or isinstance(consent, ConsentFace)
    lines = next((entry.face(LinesFace) for entry in entries if entry.kind == LinesFace.KIND.name), None)
    return door_answer(permit, card, checks, consent, spells, companies, today, lines)


def as_text(notes: Sequence[Note]) -> str:
    """The table as plain text, Chinese first."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, title="演示：人物与企业均为虚构 · demonstration, all fictional")
    for heading in ("/check", "答复", "情形", "answer: case"):
        table.add_column(heading, no_wrap=True)
    for note in notes:
        table.add_row(note.typed, note.answer.zh, note.case.zh, f"{note.answer.en}: {note.case.en}")
    out = StringIO()
    Console(file=out, width=140, color_system=None).print(table)
    names = "、".join(name_of(number) for number in (GOOD, HEIR, RENAMED, SUSPENDED, UNINSURED, EXPELLED))
    return f"{out.getvalue().rstrip()}\n企业可搜 · companies to search: {names}\n"
