"""The plan of the demonstration's people: who they are, for whom they work, and three years of checks and moves."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from portal.demo import material
from portal.demo.acts import Act, Verb
from portal.demo.calendar import Calendar
from portal.demo.companies import CompanyPlan
from portal.demo.desk_work import consent, training
from portal.demo.identities import Identities
from registry.background_checks.states import Component, Outcome
from registry.core.identifiers import Sex
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier, tier_needed
from registry.rosters.worker_rows import WorkerLine
from registry.workers.disclosure import OfferedService

_YEAR = timedelta(days=365)


@dataclass(slots=True)
class PersonPlan:
    """One person and what happens to them. `line` is what a roster last said of them."""

    line: WorkerLine
    start: int
    end: int
    company: CompanyPlan | None = None
    acts: list[Act] = field(default_factory=list)

    @property
    def key(self) -> str:
        """By what the plan names the person."""
        return self.line.id_number

    def add(self, tick: int, verb: Verb, what: Any = None) -> None:
        """Let something happen to the person."""
        self.acts.append(Act(tick, verb, self.key, what))


@dataclass(frozen=True, slots=True)
class Habits:
    """What somebody's papers are like by now: which of them were not renewed, what the last check came to."""

    lapsed: frozenset[str]
    last_outcome: Outcome | None
    first_outcome: Outcome | None


class PeoplePlanner:
    """Plans people from one stream of chance, each a life of their own."""

    def __init__(
        self, calendar: Calendar, identities: Identities, random: Random, companies: Sequence[CompanyPlan]
    ) -> None:
        self._calendar = calendar
        self._identities = identities
        self._random = random
        self._companies = companies

    def plan(self, count: int) -> list[PersonPlan]:
        """So many people with what happens to them."""
        return [self._person() for _ in range(count)]

    def _person(self) -> PersonPlan:
        random, calendar = self._random, self._calendar
        start = random.randrange(2, 9) if random.random() < 0.5 else random.randrange(9, calendar.last - 1)
        company = self._employer(start)
        plan = PersonPlan(self._first_line(company, start), start, calendar.last, company)
        habits = self._habits()
        if habits.first_outcome is not Outcome.CLEAR:
            plan.line = dataclasses.replace(plan.line, check_outcome=habits.first_outcome)
            if habits.first_outcome is None:
                plan.line = dataclasses.replace(plan.line, checked_on=None)
        plan.add(start, Verb.WORKER_ROSTER, plan.line)
        issued_here = not plan.line.permit_number and random.random() < 0.97
        if issued_here:
            self._issue(plan)
        elif plan.line.permit_number and random.random() < 0.09:
            plan.add(start + 1, Verb.CARD_PRINT)
        for act in (*consent(plan.key, start, calendar, random), *training(plan.key, start, calendar, random)):
            plan.acts.append(act)
        self._ways(plan)
        self._renewals(plan, habits)
        self._decisions(plan, issued_here)
        return plan

    def _employer(self, tick: int) -> CompanyPlan:
        open_now = [company for company in self._companies if company.is_open(tick)]
        return self._random.choices(open_now, [company.weight for company in open_now])[0]

    def _first_line(self, company: CompanyPlan, start: int) -> WorkerLine:
        random, day = self._random, self._calendar.days[start]
        sex = Sex.FEMALE if random.random() < 0.8 else Sex.MALE
        born = self._identities.birthday(20, 60, day)
        services = self.services_of(company)
        tier = max((tier_needed(one.item, one.line) for one in services), key=lambda needed: needed.rank)
        if random.random() < 0.05:
            tier = HealthTier.GENERAL
        here = random.random() < 0.14
        permit_from = day - timedelta(days=random.randrange(0, 400))
        hired = day - timedelta(days=random.randrange(3, 2600))
        return WorkerLine(
            row=0,
            name=self._identities.person_name(sex),
            id_number=self._identities.id_number(born, sex),
            uscc=company.uscc,
            source=Source.COMPANY if random.random() < 0.16 else Source.ASSOCIATION,
            phone=self._identities.phone(),
            permit_number="" if here else self._identities.permit_number(issued_here=False),
            permit_from=None if here else permit_from,
            permit_until=None if here or random.random() < 0.2 else permit_from + 2 * _YEAR,
            services=services,
            grade=random.choice(_GRADES) if random.random() < 0.3 else None,
            hired_on=max(hired, born + 18 * _YEAR),
            checked_on=day - timedelta(days=random.randrange(2, 30)),
            check_outcome=Outcome.CLEAR,
            health_until=day + _YEAR - timedelta(days=random.randrange(2, 20)),
            health_tier=tier if random.random() < 0.97 else None,
            insured_until=day + _YEAR - timedelta(days=random.randrange(2, 20)),
            company_name="",
        )

    def services_of(self, company: CompanyPlan) -> tuple[OfferedService, ...]:
        """Some of what a company offers."""
        offers = company.services
        chosen = self._random.sample(offers, min(len(offers), self._random.choice((1, 2, 2, 3))))
        return tuple(OfferedService(one.item, one.line) for one in chosen)

    def _habits(self) -> Habits:
        random = self._random
        lapsed = frozenset(name for name, share in _LAPSES if random.random() < share)
        last = random.choices((Outcome.CLEAR, Outcome.ADVERSE, Outcome.PENDING, Outcome.COULD_NOT), (95, 2, 2, 1))[0]
        first = random.choices((Outcome.CLEAR, None, Outcome.PENDING, Outcome.COULD_NOT), (94, 3, 2, 1))[0]
        return Habits(lapsed, last, first)

    def _issue(self, plan: PersonPlan) -> None:
        """A permit issued by the association, with its first card; a few are not handed out yet."""
        random = self._random
        tick = min(plan.start + 1, self._calendar.last)
        number = self._identities.permit_number(issued_here=True)
        day = self._calendar.days[tick]
        until = None if random.random() < 0.1 else day + random.choice((1, 2, 3)) * _YEAR
        waits = tick > self._calendar.last - 3 and random.random() < 0.5
        plan.add(tick, Verb.PERMIT_ISSUE, (number, day, until, waits and random.random() < 0.4))
        if not waits:
            plan.add(tick, Verb.CARD_PRINT)
            if random.random() < 0.04 and tick + 6 < self._calendar.last:
                lost = random.randrange(tick + 2, self._calendar.last)
                plan.add(lost, Verb.CARD_LOST, "本人报失")
                if random.random() < 0.7 and lost + 1 <= self._calendar.last:
                    plan.add(lost + 1, Verb.CARD_REISSUE, "挂失补卡")

    def _ways(self, plan: PersonPlan) -> None:
        """Where the person works over the years: moves, leaving, a company that ends under them."""
        random, last = self._random, self._calendar.last
        tick = plan.start + 4
        while plan.company is not None:
            end = plan.company.end
            moves = tick + int(random.expovariate(1 / 700)) + 1
            leaves = tick + int(random.expovariate(1 / 900)) + 1
            follows = end - 2 if end is not None and random.random() < 0.75 else last + 1
            at = min(moves, leaves, follows)
            if at >= last:
                return
            if at < tick:
                return
            if at == leaves:
                plan.add(at, Verb.LEAVE, (plan.company.uscc, self._calendar.within(at, random)))
                plan.end, plan.company = at, None
                return
            new = self._employer(at)
            if new is not plan.company:
                plan.add(at, Verb.MOVE, (plan.company.uscc, new.uscc, self.services_of(new), plan.line.source))
                plan.company = new
            tick = at + 4

    def _renewals(self, plan: PersonPlan, habits: Habits) -> None:
        """Every year the employer's roster brings new checks, health certificate and policy."""
        calendar, random = self._calendar, self._random
        moves = {act.tick: act.what for act in plan.acts if act.verb is Verb.MOVE}
        day = calendar.days[plan.start]
        uscc = plan.line.uscc
        while True:
            day += timedelta(days=random.randrange(318, 336))
            tick = calendar.at(day)
            if day > calendar.today or tick >= plan.end:
                return
            uscc = next((what[1] for at, what in sorted(moves.items(), reverse=True) if at <= tick), uscc)
            is_last = day + timedelta(days=318) > calendar.today
            gone = habits.lapsed if is_last else frozenset[str]()
            outcome = habits.last_outcome if is_last else Outcome.CLEAR
            tick += tick in moves  # a roster comes after the move it reflects
            if tick >= plan.end or self._ended(uscc, tick):
                return
            plan.line = self._renewed(plan.line, uscc, calendar.days[tick], gone, outcome)
            plan.add(tick, Verb.WORKER_ROSTER, plan.line)

    def _ended(self, uscc: str, tick: int) -> bool:
        end = next(company.end for company in self._companies if company.uscc == uscc)
        return end is not None and tick >= end

    def _renewed(
        self, line: WorkerLine, uscc: str, day: date, gone: frozenset[str], outcome: Outcome | None
    ) -> WorkerLine:
        """The same person a year on; what is in `gone` was not renewed and is not stated."""
        random = self._random
        permit_until = line.permit_until
        if permit_until is not None and permit_until < day + timedelta(days=330) and "permit" not in gone:
            permit_until += 2 * _YEAR
        return dataclasses.replace(
            line,
            uscc=uscc,
            services=(),
            hired_on=None,
            grade=None,
            permit_until=permit_until,
            checked_on=None if "background" in gone else day - timedelta(days=random.randrange(1, 16)),
            check_outcome=None if "background" in gone else outcome,
            health_until=None if "health" in gone else day + _YEAR - timedelta(days=random.randrange(0, 12)),
            insured_until=None if "insurance" in gone else day + _YEAR - timedelta(days=random.randrange(0, 12)),
        )

    def _decisions(self, plan: PersonPlan, issued_here: bool) -> None:
        """What the association decided about the permit, further checks, and consent taken back."""
        random, last = self._random, self._calendar.last
        begin = plan.start + 3
        if begin >= last - 6:
            return
        tick = random.randrange(begin, last - 5)
        chance = random.random()
        # A card is not reissued while its permit is suspended, so nobody here has both stories.
        has_permit = (issued_here or bool(plan.line.permit_number)) and not any(
            act.verb is Verb.CARD_LOST for act in plan.acts
        )
        if has_permit and chance < 0.014:
            plan.add(tick, Verb.PERMIT_SUSPEND, (random.choice(material.REASONS_PERMIT), False))
            if random.random() < 0.55:
                plan.add(tick + 3, Verb.PERMIT_LIFT, "核实完毕，恢复")
        elif has_permit and chance < 0.020:
            plan.add(tick, Verb.PERMIT_REVOKE, ("伪造证书，予以撤销", False))
            if random.random() < 0.7:
                plan.add(tick + 4, Verb.PERMIT_SETTLE, "申诉期满，决定生效")
        source = random.choice((Source.ASSOCIATION, Source.ASSOCIATION, Source.AUTHORITY))
        if random.random() < 0.35:
            plan.add(plan.start + 1, Verb.CHECK, (Component.BC12, Outcome.CLEAR, source))
        if random.random() < 0.12:
            plan.add(plan.start + 2, Verb.CHECK, (Component.BC8, Outcome.CLEAR, source))


# Papers that some people's employers forgot to renew the last time, and how often.
_LAPSES = (("background", 0.035), ("health", 0.06), ("insurance", 0.045), ("permit", 0.04))
_GRADES = (
    ("OCC_4-10-01-06", "L5"), ("OCC_4-10-01-06", "L4"), ("OCC_4-10-01-06", "L4"), ("OCC_4-10-01-06", "L3"),
    ("OCC_4-10-01-06", "L2"), ("OCC_ELDER", "L4"), ("OCC_INFANT", "L4"), ("GBT31771_2015", "STAR3"),
)  # fmt: skip
