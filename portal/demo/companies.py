"""The plan of the demonstration's companies: who they are, and what happens to them in three years."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from portal.demo import material
from portal.demo.acts import Act, Verb
from portal.demo.calendar import Calendar
from portal.demo.identities import Identities
from portal.demo.trades import TRADES, UNSPECIFIED, Trade, offering
from registry.companies.disclosure import Insurance, Outlet, ResponsiblePerson, ServiceOffering
from registry.companies.states import MembershipStatus, OperatingMode, ResponsibleRole
from registry.core.identifiers import Sex
from registry.core.sources import Source
from registry.core.taxonomy import service_items


@dataclass(slots=True)
class CompanyPlan:
    """One company. `start` is the tick of its registration, `end` that of its withdrawal or expulsion, if any."""

    uscc: str
    fields: dict[str, Any]
    start: int
    weight: int
    end: int | None = None
    acts: list[Act] = field(default_factory=list)
    moments: list[int] = field(default_factory=list)

    @property
    def services(self) -> tuple[ServiceOffering, ...]:
        """What it offers."""
        found: tuple[ServiceOffering, ...] = self.fields["services"]
        return found

    @property
    def source(self) -> Source:
        """Who speaks for it."""
        found: Source = self.fields["source"]
        return found

    def is_open(self, tick: int) -> bool:
        """Whether somebody may begin there on a tick."""
        return self.start < tick and (self.end is None or tick < self.end - 3)

    def add(self, tick: int, verb: Verb, what: Any = None) -> None:
        """Let something happen to it."""
        self.acts.append(Act(tick, verb, self.uscc, what))


class CompanyPlanner:
    """Plans companies from one stream of chance."""

    def __init__(self, calendar: Calendar, identities: Identities, random: Random) -> None:
        self._calendar = calendar
        self._identities = identities
        self._random = random
        self._deck = [at for at, trade in enumerate(TRADES) for _ in range(trade.share)]
        random.shuffle(self._deck)
        self._brands = list(material.BRANDS)
        random.shuffle(self._brands)

    def plan(self, count: int) -> list[CompanyPlan]:
        """So many companies with what happens to them; every one of the 51 services is offered by somebody."""
        # The rarer trades come first, so that a small register has them too.
        trades = [TRADES[at] for at in range(len(TRADES))] + [
            TRADES[self._deck[at % len(self._deck)]] for at in range(max(0, count - len(TRADES)))
        ]
        plans = [self._company(at, trade) for at, trade in enumerate(trades[:count])]
        self._offer_everything(plans)
        for plan in plans:
            self._life(plan)
        return plans

    def _company(self, at: int, trade: Trade) -> CompanyPlan:
        random = self._random
        sole = random.random() < 0.28
        short, district, _ = random.choices(material.DISTRICTS, [weight for _, _, weight in material.DISTRICTS])[0]
        brand = self._brands[at % len(self._brands)]
        start = random.randrange(0, 6) if random.random() < 0.55 else random.randrange(6, self._calendar.last - 4)
        start_on = self._calendar.days[start]
        others = [code for _, code, _ in material.DISTRICTS if code != district]
        offers = [*trade.core, *random.sample(trade.more, random.randrange(1, trade.most + 1))]
        services = [offering(code) for code in dict.fromkeys(offers)]
        if random.random() < 0.12:
            services += [one for one in UNSPECIFIED if random.random() < 0.4]
        mode = random.choices(list(OperatingMode), (4, 3, 3) if not sole else (1, 7, 2))[0]
        fields = {
            "name": self._identities.company_name(short, brand, trade.sole_ends if sole else trade.ends),
            "brand": brand,
            "mode": mode,
            "membership": MembershipStatus.MEMBER if random.random() < 0.72 else MembershipStatus.NONE,
            "source": Source.ASSOCIATION if random.random() < 0.88 else Source.COMPANY,
            "established_on": start_on - timedelta(days=random.randrange(40, 5200)),
            "address": address(random, district),
            "district": district,
            "service_areas": (district, *sorted(random.sample(others, random.randrange(0, 5)))),
            "services": tuple(services),
            "licence_scope": trade.scope,
            "legal_representative": self._identities.person_name(random.choice(list(Sex))),
            "hotline": self._identities.landline(),
            "complaint_phone": self._identities.landline(),
        }
        if random.random() < 0.3:
            fields["licence_valid_until"] = self._calendar.today + timedelta(days=random.randrange(120, 4000))
        weight = max(1, int(random.paretovariate(1.1) * (1 if sole else 3)))
        uscc = self._identities.credit_code(sole=sole, district=district)
        return CompanyPlan(uscc, fields, start, min(weight, 40))

    def _offer_everything(self, plans: list[CompanyPlan]) -> None:
        """Give what nobody happens to offer to the firm of that trade that comes first."""
        offered = {one.item for plan in plans for one in plan.services}
        for code in service_items():
            if code not in offered:
                at = next(place for place, trade in enumerate(TRADES) if code in (*trade.core, *trade.more))
                plan = plans[at % len(plans)]
                plan.fields["services"] = (*plan.services, offering(code))

    def _life(self, plan: CompanyPlan) -> None:
        """Registration, completion by the desk, and whatever the years bring, at most one change per desk day."""
        random, last = self._random, self._calendar.last
        plan.add(plan.start, Verb.COMPANY_ROSTER, plan.fields)
        plan.add(plan.start + 1, Verb.COMPANY_CHANGE, self._completion(plan))
        room = list(range(plan.start + 3, last))
        random.shuffle(room)
        plan.moments = room
        self._insurance(plan)
        if random.random() < 0.09 and room:
            self._rename(plan, room.pop())
        if random.random() < 0.14 and room:
            tick = room.pop()
            district = plan.fields["district"]
            day = self._calendar.within(tick, random)
            plan.add(tick, Verb.COMPANY_CHANGE, ({"address": address(random, district)}, day, "经营场所迁移"))
        if random.random() < 0.10 and room:
            self._services(plan, room.pop())
        if random.random() < 0.05 and room:
            status = random.choice((MembershipStatus.SUSPENDED, MembershipStatus.ENDED))
            plan.add(room.pop(), Verb.COMPANY_CHANGE, ({"membership": status}, None, "会籍变动"))
        if random.random() < 0.04 and room:
            day = plan.fields["established_on"] - timedelta(days=random.randrange(1, 30))
            plan.add(room.pop(), Verb.COMPANY_CORRECT, ({"established_on": day}, "成立日期录入有误，以营业执照为准"))
        self._state(plan, room)

    def _completion(self, plan: CompanyPlan) -> tuple[dict[str, Any], None, str]:
        """What the list did not hold: who answers for what, insurance, outlets."""
        random = self._random
        people = [
            ResponsiblePerson(ResponsibleRole.LEGAL_REPRESENTATIVE, plan.fields["legal_representative"]),
            ResponsiblePerson(ResponsibleRole.COMPLAINT, self._identities.person_name(random.choice(list(Sex)))),
        ]
        if random.random() < 0.6:
            people.append(ResponsiblePerson(ResponsibleRole.SAFETY, self._identities.person_name(Sex.MALE)))
        if random.random() < 0.4:
            people.append(ResponsiblePerson(ResponsibleRole.DATA_PROTECTION))
        fields: dict[str, Any] = {"responsible_roles": tuple(people)}
        if random.random() < 0.28:
            fields["outlets"] = tuple(self._outlet(plan) for _ in range(random.randrange(1, 4)))
        if random.random() < 0.9:
            fields["insurance"] = self._cover(self._calendar.days[plan.start + 1])
        return fields, None, "补充责任人、保险和网点"

    def _outlet(self, plan: CompanyPlan) -> Outlet:
        district = self._random.choice(plan.fields["service_areas"])
        name = f"{plan.fields['brand']}{material.DISTRICT_NAMES[district]}{self._random.choice('一二三')}店"
        return Outlet(name, address(self._random, district), district, self._identities.landline())

    def _cover(self, day: date) -> Insurance:
        random = self._random
        until = day + timedelta(days=random.randrange(300, 366))
        return Insurance(random.choice(material.POLICIES), random.choice(material.INSURERS), until)

    def _insurance(self, plan: CompanyPlan) -> None:
        """The cover is renewed before it ends; some forget it the last time."""
        (first, _, _) = plan.acts[1].what
        cover: Insurance | None = first.get("insurance")
        forgets = self._random.random() < 0.08
        while cover is not None and cover.valid_until is not None:
            renewal = self._calendar.at(cover.valid_until - timedelta(days=25))
            if renewal >= self._calendar.last or renewal <= plan.start + 2:
                return
            until = cover.valid_until + timedelta(days=365)
            if forgets and until >= self._calendar.today + timedelta(days=25):
                return
            cover = Insurance(cover.title, cover.insurer, until)
            plan.add(renewal, Verb.COMPANY_CHANGE, ({"insurance": cover}, None, "续保"))
            if renewal in plan.moments:
                plan.moments.remove(renewal)

    def _rename(self, plan: CompanyPlan, tick: int) -> None:
        old = plan.fields["name"]
        brand = plan.fields["brand"]
        for new in ("新", "优", "美", "佳", "悦"):
            name = old.replace(brand, brand + new, 1)
            if name != old and self._identities.take_name(name):
                day = self._calendar.within(tick, self._random)
                plan.add(tick, Verb.COMPANY_RENAME, (name, day, "营业执照变更登记"))
                return

    def _services(self, plan: CompanyPlan, tick: int) -> None:
        held = {one.item for one in plan.services}
        more = [code for code in ("HC02", "HC06", "AC01", "AC05", "GD01", "OT99") if code not in held]
        services = (*plan.services, offering(self._random.choice(more)))
        plan.add(tick, Verb.COMPANY_CHANGE, ({"services": services}, None, "增加服务项目"))

    def _state(self, plan: CompanyPlan, room: list[int]) -> None:
        """Suspended and lifted, suspended still, gone, expelled; most stay as they are."""
        random, last = self._random, self._calendar.last
        chance = random.random()
        later = sorted(tick for tick in room if tick > plan.start + 12)
        if not later:
            return
        if chance < 0.05 and len(later) > 8:
            at = random.randrange(0, len(later) - 4)
            plan.add(later[at], Verb.COMPANY_SUSPEND, random.choice(material.REASONS_SUSPEND))
            plan.add(later[at + 3], Verb.COMPANY_LIFT, "整改完成，复查通过")
        elif chance < 0.07:
            plan.add(random.choice([tick for tick in later if tick > last - 9] or later[-1:]), Verb.COMPANY_SUSPEND,
                     random.choice(material.REASONS_SUSPEND))  # fmt: skip
        elif chance < 0.115:
            self._end(plan, random.choice(later), Verb.COMPANY_WITHDRAW, "企业申请退出登记")
        elif chance < 0.125:
            self._end(plan, random.choice(later), Verb.COMPANY_EXPEL, "屡次违反会员公约，理事会决定除名")

    def _end(self, plan: CompanyPlan, tick: int, verb: Verb, why: str) -> None:
        plan.end = tick
        plan.acts = [act for act in plan.acts if act.tick < tick]
        plan.add(tick, verb, why)


def address(random: Random, district: str) -> str:
    """A place on a street that is in no city."""
    street = random.choice(("示范路", "示范路", "示范路", "示范一路", "示范二路", "示范东路"))
    room = f"{random.randrange(1, 25)}层{random.randrange(1, 30):02d}室" if random.random() < 0.4 else ""
    return f"{material.CITY}{material.DISTRICT_NAMES[district]}{street}{random.randrange(1, 400)}号{room}"


def tied(plans: list[CompanyPlan], calendar: Calendar, random: Random) -> Iterator[Act]:
    """Companies that carry on others: declared by themselves, decided by two officers, and one tie struck out again."""
    gone = [plan for plan in plans if plan.end is not None and plan.end < calendar.last - 4]
    heirs = [plan for plan in plans if plan.end is None]
    for at, old in enumerate(gone):
        if at % 5 == 4 or old.end is None:
            continue
        end = old.end
        heir = next((one for one in heirs if one.start >= end - 12 and one.start < calendar.last - 3), None)
        if heir is None:
            heir = random.choice(heirs)
        heirs.remove(heir)
        tick = min(max(end, heir.start) + 2, calendar.last)
        verb = Verb.TIE_DECIDE if at % 3 == 2 else Verb.TIE_DECLARE
        yield Act(tick, verb, heir.uscc, (old.uscc, calendar.days[max(heir.start, 0)]))
        if at == 3 and tick < calendar.last - 2:
            yield Act(tick + 2, Verb.TIE_ANNUL, heir.uscc, old.uscc)
