"""Filling an empty register: the whole plan in one write unit, so that it is there wholly or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from random import Random

from sqlalchemy.orm import Session

from portal.demo import material
from portal.demo.acts import Act, Verb
from portal.demo.calendar import Calendar
from portal.demo.companies import CompanyPlanner, tied
from portal.demo.desk import Desk
from portal.demo.example_companies import example_companies, name_of
from portal.demo.example_people import example_acts, examples, id_number
from portal.demo.identities import Identities
from portal.demo.people import PeoplePlanner
from registry.core.clock import Clock, FixedClock, day_start, shanghai_date
from registry.core.crypto import KeyRing
from registry.permits.actions_cards import PrintedCard

_MORNING = timedelta(hours=9, minutes=20)
_BETWEEN = timedelta(minutes=11)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled: refs of example people in the order of their table, and the secrets of their cards."""

    people: tuple[str, ...]
    cards: tuple[tuple[PrintedCard, ...], ...]
    acts: int


def plan(calendar: Calendar, *, companies: int, workers: int) -> list[Act]:
    """Every act in order of day and desk. The same for the same day and numbers."""
    identities = Identities(Random(f"{material.SEED} numbers"))
    fixed = example_companies(calendar)
    for number in range(1, len(fixed) + 1):
        identities.take_name(name_of(number))
    made = CompanyPlanner(calendar, identities, Random(f"{material.SEED} companies")).plan(companies - len(fixed))
    everybody = [*made, *fixed]
    people = PeoplePlanner(calendar, identities, Random(f"{material.SEED} people"), everybody)
    acts = [act for one in everybody for act in one.acts]
    acts += tied(made, calendar, Random(f"{material.SEED} ties"))
    acts += example_acts(calendar)
    acts += [act for one in people.plan(workers - len(examples(calendar.today))) for act in one.acts]
    return sorted(acts, key=lambda act: (act.tick, act.verb))


def fill(
    session: Session,
    clock: Clock,
    keyring: KeyRing,
    staging: Path,
    *,
    companies: int,
    workers: int,
    progress: Progress,
) -> Filled:
    """Live through three years up to the clock's now. The register must be empty; the caller's write unit commits."""
    now = clock.now()
    calendar = Calendar(shanghai_date(now))
    keys = tuple(id_number(place, one) for place, one in enumerate(examples(calendar.today), start=1))
    acts = plan(calendar, companies=companies, workers=workers)
    time = FixedClock(day_start(calendar.days[0]))
    desk = Desk(session, time, keyring, staging, frozenset(keys))
    done = 0
    for tick, of_day in groupby(acts, key=lambda act: act.tick):
        time.set(now if tick == calendar.last else day_start(calendar.days[tick]) + _MORNING)
        for verb, of_verb in groupby(of_day, key=lambda act: act.verb):
            batch = list(of_verb)
            desk.do(Verb(verb), batch)
            done += len(batch)
            progress(done, len(acts))
            if tick != calendar.last:
                time.advance(seconds=_BETWEEN.total_seconds())
    people = tuple(desk.refs[key] for key in keys)
    return Filled(people, tuple(tuple(desk.cards.get(key, ())) for key in keys), done)
