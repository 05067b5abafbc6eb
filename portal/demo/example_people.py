"""People whose cards a presentation tries at the door: each stands for one answer, under a number easily typed."""

import dataclasses
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.demo import material
from portal.demo.acts import Act, Verb
from portal.demo.calendar import Calendar
from portal.demo.example_companies import GOOD, LICENCE, STATED, SUSPENDED, UNINSURED, code_of
from portal.demo.trades import offering
from registry.background_checks.states import Component, Outcome
from registry.consents.states import Channel, Scope
from registry.core.identifiers import Sex, id_check_digit
from registry.core.labels import Label
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier
from registry.qualifications.states import How, IssuerKind, Scheme
from registry.rosters.worker_rows import WorkerLine
from registry.workers.disclosure import OfferedService

FEW = Scope.LISTING, Scope.CHECKS
ALL = tuple(Scope)


@dataclass(frozen=True, slots=True)
class Example:
    """A person of the table. `first` and `renewed` are what differs in the two rosters; `acts` what happens besides,
    as (verb, days before today, what). `card`: a card is printed; `typed`: what to type when it is not the surname."""

    name: str
    case: Label
    first: tuple[tuple[str, Any], ...] = ()
    renewed: tuple[tuple[str, Any], ...] | None = ()
    acts: tuple[tuple[Verb, int, Any], ...] = ()
    scopes: tuple[Scope, ...] = FEW
    card: bool = False
    company: int = GOOD
    items: tuple[str, ...] = ("HC01", "HK02")
    sex: Sex = Sex.FEMALE
    typed: str = ""
    useful: bool = False


def examples(today: date) -> list[Example]:
    """The table, in the order in which it is printed."""
    yesterday = today - timedelta(days=1)
    none = (("checked_on", None), ("check_outcome", None))
    pending = (("check_outcome", Outcome.PENDING), ("checked_on", None))
    stated = (("source", Source.COMPANY),)
    endless = (("permit_until", None),)
    general = (("health_tier", HealthTier.GENERAL),)
    authority = Source.AUTHORITY
    tried = (
        (Verb.CHECK, 90, (Component.BC2, Outcome.CLEAR, authority)),
        (Verb.CHECK, 90, (Component.BC3, Outcome.COULD_NOT, authority)),
    )
    suspended = ((Verb.PERMIT_SUSPEND, 12, ("被投诉事项核实期间", False)),)
    revoked = ((Verb.PERMIT_REVOKE, 80, ("伪造证书，予以撤销", False)), (Verb.PERMIT_SETTLE, 20, "申诉期满，决定生效"))
    left = ((Verb.LEAVE, 30, (code_of(GOOD), None)),)
    lost = ((Verb.CARD_LOST, 8, "本人报失"),)
    reissued = ((Verb.CARD_LOST, 40, "本人报失"), (Verb.CARD_REISSUE, 30, "挂失补卡"))
    unwilling = ((Verb.CONSENT_WITHDRAW, 15, (tuple(Scope), Channel.TELEPHONE)),)
    return [
        _one("张淑芬", "一切正常", "everything good", scopes=ALL, card=True, useful=True),
        _one("欧阳建国", "复姓", "compound surname", card=True, useful=True),
        _one("单丽娟", "多音姓：shan", "polyphonic surname: shan", typed="shan", useful=True),
        _one("刘桂兰", "证件昨天到期", "expired yesterday", renewed=(("permit_until", yesterday),), useful=True),
        _one("陈秀英", "今晚 24 点到期", "expires tonight", renewed=(("permit_until", today),), useful=True),
        _one("杨玉梅", "健康证昨天到期", "health lapsed", renewed=(("health_until", yesterday),), useful=True),
        _one("赵春花", "保险昨天到期", "insurance lapsed", renewed=(("insured_until", yesterday),)),
        _one("黄国强", "背景核查过期", "background check lapsed", renewed=none, useful=True),
        _one("周海燕", "一项未能核查", "one check could not be made", first=none, renewed=none, acts=tried),
        _one("吴美玲", "只有企业申报", "stated only", first=stated, company=STATED, items=("HC01",), useful=True),
        _one("徐志强", "核查未通过，对外不显", "adverse, not told", renewed=(("check_outcome", Outcome.ADVERSE),)),
        _one("孙红霞", "核查中", "check pending", first=pending, renewed=pending),
        _one("胡小兰", "没有核查", "not checked", first=none, renewed=none),
        _one("朱建华", "已暂停，决定未生效", "suspended, not final", acts=suspended),
        _one("高文军", "已撤销，决定已生效", "revoked, final", acts=revoked, useful=True),
        _one("林月娥", "目前没有企业", "no current company", acts=left),
        _one("何翠萍", "卡已挂失，未补", "card lost", acts=lost, card=True, useful=True),
        _one("郭凤英", "挂失后已补卡", "card lost and reissued", acts=reissued, card=True),
        _one("马晓燕", "已撤回公示同意", "consent withdrawn", acts=unwilling),
        _one("欧阳䶮", "生僻字", "rare character", typed="欧阳", useful=True),
        _one("司徒\U0002cc56", "扩展区汉字", "beyond the basic plane", typed="situ"),
        _one("阿依古丽·麦麦提", "带间隔号的姓名", "name with a dot", typed="阿依古丽"),
        _one("罗秋菊", "企业暂停登记", "company suspended", company=SUSPENDED),
        _one("梁晓梅", "企业保险昨天到期", "company's insurance lapsed", company=UNINSURED, items=("HC01", "AC01")),
        _one("谢冬梅", "企业执照昨天到期", "company's licence expired", company=LICENCE, items=("HC02",)),
        _one("冯美兰", "体检类别不足", "health class too low", first=general, items=("CC01",)),
        _one("覃丽", "未同意公示", "never consented", scopes=(), typed="qin"),
        _one("曾桂香", "证件有效期未载明", "no end stated", first=endless, renewed=endless),
    ]


_MEN = frozenset({"欧阳建国", "黄国强", "徐志强", "朱建华", "高文军"})


def _one(name: str, case: str, case_en: str, **said: Any) -> Example:
    return Example(name, Label(case, case_en), sex=Sex.MALE if name in _MEN else Sex.FEMALE, **said)


def permit_number(place: int) -> str:
    """The number of the example at a place of the table, from 1."""
    return f"YD9000000{place:02d}"


def id_number(place: int, example: Example) -> str:
    """The identity number of an example: area 990101, which no county has."""
    order = 800 + 2 * place + (1 if example.sex is Sex.MALE else 0)
    first = f"990101{1976 + place % 15}0{1 + place % 9}1{place % 10}{order:03d}"
    return first + id_check_digit(first)


def example_acts(calendar: Calendar) -> list[Act]:
    """What happens to the people of the table."""
    return [
        act
        for place, example in enumerate(examples(calendar.today), start=1)
        for act in _acts(calendar, place, example)
    ]


def _acts(calendar: Calendar, place: int, example: Example) -> list[Act]:
    today = calendar.today
    key = id_number(place, example)
    start, again = calendar.at(today - timedelta(days=430)), calendar.at(today - timedelta(days=95))
    day, later = calendar.days[start], calendar.days[again]
    year = timedelta(days=365)
    line = WorkerLine(
        row=0, name=example.name, id_number=key, uscc=code_of(example.company), source=Source.ASSOCIATION,
        phone=f"1000000{place:04d}", permit_number=permit_number(place), permit_from=day - timedelta(days=30),
        permit_until=day + year,
        services=tuple(OfferedService(one.item, one.line) for one in map(offering, example.items)),
        grade=("OCC_4-10-01-06", "L4"), hired_on=day - timedelta(days=300), checked_on=day - timedelta(days=10),
        check_outcome=Outcome.CLEAR, health_until=day + year, health_tier=HealthTier.MATERNAL_INFANT,
        insured_until=day + year,
    )  # fmt: skip
    first = dataclasses.replace(line, **dict(example.first))
    acts = [Act(start, Verb.WORKER_ROSTER, key, first)]
    if example.renewed is not None:
        kept = {name: value for name, value in example.first if name in ("source", "health_tier")}
        renewed = dataclasses.replace(
            line, grade=None, hired_on=None, permit_until=today + timedelta(days=300),
            checked_on=later - timedelta(days=5), health_until=later + year, insured_until=later + year,
        )  # fmt: skip
        acts.append(Act(again, Verb.WORKER_ROSTER, key, dataclasses.replace(renewed, **(kept | dict(example.renewed)))))
    if example.scopes:
        acts.append(Act(start + 1, Verb.WORKER_CHANGE, key, material.PROVINCES[place % len(material.PROVINCES)]))
        acts.append(Act(start + 1, Verb.CONSENT, key, (example.scopes, day, material.NOTICES[1], Channel.PAPER)))
    if example.card:
        acts.append(Act(start + 1, Verb.CARD_PRINT, key))
    if place == 1:
        acts += _learned(key, start, day)
    return acts + [Act(calendar.at(today - timedelta(days=ago)), verb, key, what) for verb, ago, what in example.acts]


def _learned(key: str, start: int, day: date) -> list[Act]:
    """Certificates, verified and not, and credits of the first of the table."""
    centre = "云州示范职业技能评价中心"
    before = day - timedelta(days=400)
    return [
        Act(start + 2, Verb.CERTIFICATE, key,
            (Scheme.INFANT, "L4", "", IssuerKind.EXTERNAL, centre, before, None)),
        Act(start + 5, Verb.CERTIFICATE_VERIFY, key, How.NATIONAL_QUERY),
        Act(start + 6, Verb.CERTIFICATE, key,
            (Scheme.OTHER, None, "晨光月嫂培训合格证", IssuerKind.INTERNAL, "晨光", before, None)),
        *(Act(start + 3 + 8 * term, Verb.CREDITS, key, (8, course, day + timedelta(days=10)))
          for term, course in enumerate(material.COURSES[:4])),
        Act(start + 2, Verb.CHECK, key, (Component.BC12, Outcome.CLEAR, Source.ASSOCIATION)),
        Act(start + 2, Verb.CHECK, key, (Component.BC8, Outcome.CLEAR, Source.ASSOCIATION)),
    ]  # fmt: skip
