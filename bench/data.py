"""Registers of 2,000, 20,000 and 200,000 listed subjects, made once by the importer and kept in bench/data."""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bench.peer import make_subjects
from portal.database import make_reader, make_writer
from portal.demo import material
from portal.demo.identities import Identities
from portal.demo.rosters import apply_workers
from portal.demo.trades import offering
from portal.schema import upgrade
from portal.settings import Settings
from portal.wiring import keyring as keyring_of
from registry.areas.actions import load
from registry.background_checks.states import Outcome
from registry.companies.actions import register_many
from registry.companies.disclosure import Insurance
from registry.companies.states import MembershipStatus, OperatingMode
from registry.consents.actions import give_many
from registry.consents.rules import Given
from registry.consents.states import Channel, Scope
from registry.core.actor import SYSTEM, Actor
from registry.core.clock import Clock, FixedClock, shanghai_date
from registry.core.crypto import KeyRing, Purpose
from registry.core.identifiers import Sex
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier, service_items
from registry.permits.actions_cards import print_card
from registry.permits.queries import permits_of
from registry.record import reading
from registry.rosters.worker_rows import WorkerLine
from registry.workers.disclosure import OfferedService
from registry.workers.queries import by_id_index
from search.engines import open_engine
from search.indexer import Indexer

HOME = Path(__file__).parent / "data"
STAFF = 19  # people of each company: the page that is compared has the same size in every register
CARDS = 400
BATCH = 5000
CLERK = Actor("bench", "association", "基准测试")
_VERSION = 2


@dataclass(frozen=True, slots=True)
class Dataset:
    """A register to measure: where it lies, what to ask it for, and how long it took to make."""

    folder: str
    records: int
    companies: int
    entries: int
    codes: tuple[str, ...]
    refs: tuple[str, ...]
    tokens: tuple[str, ...]
    seconds: float
    version: int = _VERSION

    def settings(self, engine: str) -> Settings:
        """Settings that serve this register with one of the disk engines."""
        place = Path(self.folder)
        return Settings(data_dir=place, demo=False, search_url=f"{engine}:{place / engine}")


def dataset(records: int, *, say: Any = print) -> Dataset:
    """The register of so many listed subjects, made if it is not there."""
    folder = HOME / str(records)
    note = folder / "dataset.json"
    if note.exists():
        kept = json.loads(note.read_text())
        if kept.get("version") == _VERSION:
            kept |= {name: tuple(kept[name]) for name in ("codes", "refs", "tokens")}
            return Dataset(**kept)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    say(f"making the register of {records} subjects …")
    begun = datetime.now(UTC)
    made = _make(folder, records, begun)
    note.write_text(json.dumps(asdict(made), ensure_ascii=False))
    say(f"… {made.entries} entries in {made.seconds:.0f} s")
    return made


def _make(folder: Path, records: int, now: datetime) -> Dataset:
    settings = Settings(data_dir=folder, demo=False)
    keyring = keyring_of(settings)
    clock = FixedClock(now - timedelta(days=1))
    engine = make_writer(settings.database)
    upgrade(engine, settings)
    random = Random(records)
    identities = Identities(random)
    count = max(1, records // (STAFF + 1))
    rows = [company_row(random, identities, at) for at in range(count)]
    with Session(engine) as session:
        load(session, SYSTEM, clock)
        refs = [ref for part in parts(rows, 500) for ref in register_many(session, CLERK, clock, part)]
        session.commit()
    people = people_rows(random, identities, rows, records - count, shanghai_date(clock.now()))
    ids = enter(engine, clock, keyring, settings, people)
    tokens = _cards(engine, clock, keyring, random.sample(ids, min(CARDS, len(ids))))
    with Session(engine) as session:
        entries = reading.position(session)
    make_subjects(Path(settings.data_dir) / "register.db", shanghai_date(now))
    engine.dispose()
    chosen = random.sample(range(count), min(count, 200))
    seconds = (datetime.now(UTC) - now).total_seconds()
    return Dataset(
        str(folder), records, count, entries, tuple(rows[at]["uscc"] for at in chosen),
        tuple(refs[at] for at in chosen), tuple(tokens), seconds,
    )  # fmt: skip


def index(data: Dataset, name: str) -> float:
    """An index of one engine as the worker keeps it on this day; returns the seconds its building took, 0 if it stood.

    No worker runs beside what is measured, so the documents whose day of review has come are made anew here.
    """
    settings = data.settings(name)
    engine = open_engine(settings.search)
    stood = (Path(data.folder) / name).exists()
    reader = make_reader(settings.database)
    begun = datetime.now(UTC)
    indexer = Indexer(engine, FixedClock(begun))
    with Session(reader) as session:
        if not stood:
            indexer.rebuild(session)
        while indexer.refresh(session):
            pass
    engine.close()
    reader.dispose()
    return 0.0 if stood else (datetime.now(UTC) - begun).total_seconds()


def company_row(random: Random, identities: Identities, at: int) -> dict[str, Any]:
    """A company to register, the same one for the same random state."""
    short, district, _ = material.DISTRICTS[at % len(material.DISTRICTS)]
    brand = material.BRANDS[at // len(material.DISTRICTS) % len(material.BRANDS)]
    items = random.sample(sorted(service_items()), 6)
    return {
        "name": f"{material.CITY}{short}{brand}{_numeral(at)}家政服务有限公司",
        "uscc": identities.credit_code(sole=False, district=district),
        "brand": brand,
        "mode": random.choice(list(OperatingMode)),
        "membership": random.choice((MembershipStatus.MEMBER, MembershipStatus.NONE)),
        "source": Source.ASSOCIATION if random.random() < 0.9 else Source.COMPANY,
        "established_on": date(2010, 1, 1) + timedelta(days=random.randrange(4000)),
        "address": f"{material.CITY}{material.DISTRICT_NAMES[district]}示范路{at % 900 + 1}号",
        "district": district,
        "service_areas": tuple(sorted({district, random.choice(sorted(material.DISTRICT_NAMES))})),
        "services": tuple(offering(code) for code in items),
        "licence_scope": "家政服务；居民日常生活服务",
        "legal_representative": identities.person_name(Sex.FEMALE),
        "hotline": f"010-000{at % 100_000:05d}",
        "complaint_phone": f"010-000{at % 100_000:05d}",
        "insurance": Insurance("家政服务雇主责任险", "云州示范财产保险", date(2027, 6, 30)),
    }


def _numeral(number: int) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))


def people_rows(
    random: Random, identities: Identities, companies: Sequence[dict[str, Any]], count: int, today: date
) -> Iterator[WorkerLine]:
    """People of these companies in turn, as a roster brings them."""
    for at in range(count):
        company = companies[at % len(companies)]
        sex = Sex.FEMALE if random.random() < 0.8 else Sex.MALE
        services = random.sample(company["services"], 2)
        yield WorkerLine(
            row=at,
            name=identities.person_name(sex),
            id_number=identities.id_number(identities.birthday(20, 60, today), sex),
            uscc=company["uscc"],
            source=Source.ASSOCIATION if random.random() < 0.9 else Source.COMPANY,
            phone=identities.phone(),
            permit_number=identities.permit_number(issued_here=True),
            permit_from=today - timedelta(days=200),
            permit_until=today + timedelta(days=random.randrange(-10, 900)),
            services=tuple(OfferedService(one.item, one.line) for one in services),
            hired_on=today - timedelta(days=random.randrange(30, 1500)),
            checked_on=today - timedelta(days=random.randrange(1, 380)),
            check_outcome=Outcome.CLEAR,
            health_until=today + timedelta(days=random.randrange(-10, 360)),
            health_tier=random.choice(list(HealthTier)),
            insured_until=today + timedelta(days=random.randrange(-5, 360)),
        )


def enter(
    engine: Engine, clock: Clock, keyring: KeyRing, settings: Settings, people: Iterator[WorkerLine]
) -> list[str]:
    """Put people into the register, listed by their consent; returns their refs."""
    ids: list[str] = []
    notice_on = shanghai_date(clock.now())
    while lines := list(islice(people, BATCH)):
        with Session(engine) as session:
            apply_workers(session, CLERK, clock, keyring, settings.staging_dir, lines)
            indexes = [keyring.blind_index(Purpose.ID_NUMBER, line.id_number) for line in lines]
            refs = [worker.ref for worker in by_id_index(session, indexes).values()]
            scopes = (Scope.LISTING, Scope.CHECKS)
            given = [Given(ref, scope, notice_on, "2025-03", Channel.PAPER) for ref in refs for scope in scopes]
            give_many(session, CLERK, clock, given)
            session.commit()
            ids += refs
    return ids


def _cards(engine: Engine, clock: Clock, keyring: KeyRing, people: list[str]) -> list[str]:
    with Session(engine) as session:
        permits = permits_of(session, people)
        tokens = [print_card(session, CLERK, clock, keyring, permits[ref].ref).token for ref in people]
        session.commit()
    return tokens


def parts(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """The rows in parts of a size."""
    for at in range(0, len(rows), size):
        yield rows[at : at + size]
