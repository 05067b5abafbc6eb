"""Registers of 5,000 and 100,000 people for measuring the desk: every person has a permit application waiting."""

import json
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyotp
from sqlalchemy.orm import Session

from bench.data import CLERK, HOME, company_row, enter, parts, people_rows
from portal.database import make_writer
from portal.demo.identities import Identities
from portal.schema import upgrade
from portal.settings import Settings
from portal.wiring import keyring as keyring_of
from registry.accounts import actions, actions_signing
from registry.accounts.passwords import hashed
from registry.accounts.states import TokenPurpose
from registry.areas.actions import load
from registry.cases.actions import open_case
from registry.cases.states import CaseKind
from registry.companies.actions import register_many
from registry.core.actor import SYSTEM, Actor, Role
from registry.core.clock import Clock, FixedClock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.labels import Label
from registry.looks.finding import catch_up
from registry.rosters.worker_rows import WorkerLine
from registry.working_days.rules import Due

STAFF = 50
EMAIL = "reviewer@bench.example"
PASSWORD = "a bench has no secrets 2026"
DISTRICTS = ("990101", "990102", "990103")
LIMIT = Label("五个工作日", "five working days")
_VERSION = 1


@dataclass(frozen=True, slots=True)
class DeskRegister:
    """A register to work in: where it lies, the reviewer's authenticator, and people and companies to look for."""

    folder: str
    people: int
    companies: int
    cases: int
    secret: str
    id_numbers: tuple[str, ...]
    phones: tuple[str, ...]
    permits: tuple[str, ...]
    codes: tuple[str, ...]
    version: int = _VERSION

    def settings(self) -> Settings:
        """Settings that open this register."""
        return Settings(data_dir=Path(self.folder), demo=False, search_url="memory:")


def desk_register(people: int, *, say: Any = print) -> DeskRegister:
    """The register of so many people, made if it is not there."""
    folder = HOME / f"desk-{people}"
    note = folder / "desk.json"
    if note.exists():
        kept = json.loads(note.read_text())
        if kept.get("version") == _VERSION:
            kept |= {name: tuple(kept[name]) for name in ("id_numbers", "phones", "permits", "codes")}
            return DeskRegister(**kept)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    say(f"making the desk's register of {people} people …")
    made = _make(folder, people)
    note.write_text(json.dumps(asdict(made), ensure_ascii=False))
    return made


def _make(folder: Path, people: int) -> DeskRegister:
    settings = Settings(data_dir=folder, demo=False)
    keyring = keyring_of(settings)
    clock = FixedClock(datetime.now(UTC) - timedelta(days=1))
    engine = make_writer(settings.database)
    upgrade(engine, settings)
    random = Random(people)
    identities = Identities(random)
    rows = [company_row(random, identities, at) for at in range(people // STAFF)]
    with Session(engine) as session:
        load(session, SYSTEM, clock)
        companies = [ref for part in parts(rows, 500) for ref in register_many(session, CLERK, clock, part)]
        secret = _reviewer(session, clock, keyring)
        session.commit()
    lines: list[WorkerLine] = list(people_rows(random, identities, rows, people, shanghai_date(clock.now())))
    refs = enter(engine, clock, keyring, settings, iter(lines))
    for part in parts(range(people), 1000):
        with Session(engine) as session:
            for at in part:
                _wait(session, clock, random, refs[at], companies[at % len(companies)])
            session.commit()
    with Session(engine) as session:
        catch_up(session, 10_000)
        session.commit()
    engine.dispose()
    chosen = random.sample(lines, 200)
    return DeskRegister(
        str(folder), people, len(companies), people, secret, tuple(line.id_number for line in chosen),
        tuple(line.phone or "" for line in chosen), tuple(line.permit_number or "" for line in chosen),
        tuple(line.uscc for line in chosen),
    )  # fmt: skip


def _reviewer(session: Session, clock: Clock, keyring: KeyRing) -> str:
    """An account that reads every kind of case; returns its authenticator's secret."""
    ref, token = actions.invite(session, SYSTEM, clock, keyring, name="基准复核", email=EMAIL)
    actions.use_token(
        session, SYSTEM, clock, token=token, purpose=TokenPurpose.INVITATION, password=PASSWORD,
        new_hash=hashed(PASSWORD),
    )  # fmt: skip
    actions.give_post(session, SYSTEM, clock, ref, Role.REVIEWER)
    reviewer = Actor(ref, Role.REVIEWER, "基准复核")
    secret = actions_signing.start_totp(session, reviewer, clock, keyring)
    code = pyotp.TOTP(secret).at(clock.now())
    actions_signing.confirm_totp(session, reviewer, clock, keyring, sign_in_ref="", code=code)
    return secret


def _wait(session: Session, clock: Clock, random: Random, worker: str, company: str) -> None:
    """A permit application whose limit is between ten days ago and two months ahead."""
    at = clock.now() + timedelta(minutes=random.randrange(-14_400, 86_400))
    open_case(
        session, SYSTEM, clock, kind=CaseKind.PERMIT_APPLICATION, subject_kind="worker", subject_ref=worker,
        company=company, district=random.choice(DISTRICTS), due=Due(clock.now(), at, LIMIT, False, ()),
    )  # fmt: skip
