"""A register in which every kind of blind index lies, and what of it must be found whatever the index key."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, select, update
from sqlalchemy.orm import Session

from portal.door.answering import ask, by_token
from portal.door.asking import Question
from registry.accounts.queries import account_by_email
from registry.core.actor import SYSTEM, Actor
from registry.core.base import Base
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing, Purpose
from registry.core.identifiers import normalise_identifier
from registry.index_keys.noting import note_index_key
from registry.permits.actions_cards import PrintedCard, print_card, report_lost
from registry.rosters.models import RosterNewcomer
from registry.workers.actions_codes import issue_code
from registry.workers.models import Worker
from registry.workers.queries import find_by_id, find_by_permit
from registry.workers.queries_codes import works
from registry.workers.states import CodePurpose
from registry.working_days.actions import load_known
from tests.make.accounts import account
from tests.make.newcomers import Newcomers
from tests.make.permits import issued
from tests.make.rosters import worker_cells
from tests.make.workers import new_worker, registered

CLERK = Actor("clerk-1", "association", "测试经办")
EMAIL = "li.wei@example.test"
SURNAME = "单"
_SHAPE = re.compile("[0-9a-f]{64}")
PHONE = "10000004321"


class Recording(KeyRing):
    """A ring that remembers every index it made."""

    made: set[str]

    def blind_index(self, purpose: Purpose, value: str) -> str:
        found = super().blind_index(purpose, value)
        self.made = getattr(self, "made", set()) | {found}
        return found


@dataclass(frozen=True, slots=True)
class Town:
    """`person` has number, telephone, permit and a card in use; another card was lost, a third replaced."""

    person: str
    id_number: str
    phone: str
    permit_number: str
    card: PrintedCard
    lost: PrintedCard
    code: str
    newcomer: str

    def seen(self, session: Session, keyring: KeyRing, clock: FixedClock) -> dict[str, Any]:
        """What everybody who asks is answered."""
        now = clock.now()
        typed, by_code = Question(self.permit_number, SURNAME), Question(self.card.code)
        account = account_by_email(session, keyring, EMAIL)
        phone = keyring.blind_index(Purpose.PHONE, self.phone)
        waiting = keyring.blind_index(Purpose.ID_NUMBER, self.newcomer)
        return {
            "id": find_by_id(session, keyring, self.id_number) == self.person,
            "permit": find_by_permit(session, keyring, self.permit_number) == self.person,
            "phone": session.scalar(select(Worker.ref).where(Worker.phone_index == phone)) == self.person,
            "account": account is not None,
            "door": ask(session, keyring, typed, now).answer.matched,
            "card": by_token(session, keyring, self.card.token, now).answer.matched,
            "typed code": ask(session, keyring, by_code, now).answer.matched,
            "own code": works(session, keyring, self.person, CodePurpose.OWN_PAGE, self.code, now),
            "newcomer": session.scalar(select(RosterNewcomer.ref).where(RosterNewcomer.person == waiting)) is not None,
            "lost": by_token(session, keyring, self.lost.token, now).answer.headline.zh,
            "lost, typed": ask(session, keyring, Question(self.lost.code), now).answer.headline.zh,
        }


def town(session: Session, clock: FixedClock, keyring: KeyRing, folder: Path) -> Town:
    """Furnish a register; the index key is noted."""
    note_index_key(session, clock, keyring)
    load_known(session, SYSTEM, clock, 2026)
    account(session, clock, keyring, email=EMAIL)
    made = new_worker(name="单小梅", phone=PHONE)
    person = registered(session=session, actor=CLERK, clock=clock, keyring=keyring, worker=made)
    words = {"session": session, "actor": CLERK, "clock": clock, "keyring": keyring}
    _, permit = issued(**words, worker_ref=person)
    lost = print_card(session, CLERK, clock, keyring, permit)
    report_lost(session, CLERK, clock, permit)
    print_card(session, CLERK, clock, keyring, permit)
    card = print_card(session, CLERK, clock, keyring, permit)
    token = session.scalar(select(Worker.permit_number).where(Worker.ref == person))
    assert token is not None
    number = keyring.decrypt(token, table="worker", column="permit_number", row=person)
    forgotten, _ = issued(**words)
    session.execute(update(Worker).where(Worker.ref == forgotten).values(permit_number=None, permit_index=None))
    folder.mkdir(exist_ok=True)
    newcomers = Newcomers(session, clock, keyring, folder)
    newcomers.upload(newcomers.cells(7, 上门服务证号="YZ123450007"), newcomers.cells(8))
    newcomer = str(worker_cells(number=7)["身份证号"])
    code = issue_code(session, SYSTEM, clock, keyring, person, CodePurpose.OWN_PAGE)
    session.flush()
    return Town(person, normalise_identifier(made.id_number), PHONE, number, card, lost, code, newcomer)


def found_in(session: Session, wanted: set[str]) -> dict[str, set[str]]:
    """{table.column: those of `wanted` that stand in it, or within what stands in it}, over the whole register."""
    found: dict[str, set[str]] = {}
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, LargeBinary):
                continue
            text = " ".join(str(value) for value in session.scalars(select(column)))
            here = wanted.intersection(_SHAPE.findall(text))
            if here:
                found[f"{table.name}.{column.name}"] = here
    return found
