"""Companies that are always there, so that a presentation finds each case by name."""

from datetime import timedelta

from portal.demo import material
from portal.demo.acts import Verb
from portal.demo.calendar import Calendar
from portal.demo.companies import CompanyPlan
from portal.demo.trades import offering
from registry.companies.disclosure import Insurance, Outlet, ResponsiblePerson
from registry.companies.states import MembershipStatus, OperatingMode, ResponsibleRole
from registry.core.identifiers import credit_check_digit, organisation_check_digit
from registry.core.sources import Source

GOOD, OLD, HEIR, EXPELLED, DECIDED, SUSPENDED, UNINSURED, RENAMED, STATED, EMERGENCY, LICENCE = range(1, 12)

_NAMES = {
    GOOD: ("云州市东塘晨光示范家政服务有限公司", "晨光", "990101"),
    OLD: ("云州市明湖旧雨家政服务部", "旧雨", "990105"),
    HEIR: ("云州市明湖新雨家政服务有限公司", "新雨", "990105"),
    EXPELLED: ("云州市北苑千帆家政服务有限公司", "千帆", "990102"),
    DECIDED: ("云州市北苑万帆家庭服务有限公司", "万帆", "990102"),
    SUSPENDED: ("云州市南浦长乐示范家政服务有限公司", "长乐", "990104"),
    UNINSURED: ("云州市西岭行知示范家政服务有限公司", "行知", "990103"),
    RENAMED: ("云州市临江红丽家政服务部", "红丽", "990106"),
    STATED: ("云州市南浦自述家政服务部", "自述", "990104"),
    EMERGENCY: ("云州市东塘应急示范房屋维修服务有限公司", "应急到家", "990101"),
    LICENCE: ("云州市明湖岁末示范保洁服务有限公司", "岁末", "990105"),
}
_ITEMS = {
    GOOD: ("HC01", "HC06", "HK01", "HK02", "MI01", "CC01", "EC01", "EC02", "AC02"),
    OLD: ("HC01", "HK02", "EC01"),
    HEIR: ("HC01", "HK02", "EC01", "EC05"),
    EXPELLED: ("HC01", "CC02"),
    DECIDED: ("HC01", "CC02", "CC03"),
    SUSPENDED: ("HC01", "HK02"),
    UNINSURED: ("HC01", "AC01", "AC05"),
    RENAMED: ("HK01", "HK02", "CK01"),
    STATED: ("HC01", "HC04"),
    EMERGENCY: ("HM01", "HM02", "HM03", "HM06"),
    LICENCE: ("HC02", "HC03", "HC04"),
}


def code_of(number: int) -> str:
    """The credit code of an example company."""
    name, _, district = _NAMES[number]
    inner = f"MADM{number:04d}"
    first = f"{'92' if name.endswith('部') else '91'}{district}{inner}{organisation_check_digit(inner)}"
    return first + credit_check_digit(first)


def name_of(number: int) -> str:
    """The name under which an example company was registered."""
    return _NAMES[number][0]


def example_companies(calendar: Calendar) -> list[CompanyPlan]:
    """The companies and what happens to them; days count back from the calendar's today."""
    plans = {number: _plan(calendar, number) for number in _NAMES}
    last = calendar.last
    plans[OLD].add(last - 30, Verb.COMPANY_WITHDRAW, "个体户注销，业务转入新设公司")
    plans[OLD].end = last - 30
    plans[HEIR].add(last - 28, Verb.TIE_DECLARE, (code_of(OLD), calendar.days[last - 30]))
    plans[EXPELLED].add(last - 60, Verb.COMPANY_EXPEL, "多次收取预付款后停止服务，理事会决定除名")
    plans[EXPELLED].end = last - 60
    plans[DECIDED].add(last - 40, Verb.TIE_DECIDE, (code_of(EXPELLED), calendar.days[last - 45]))
    plans[SUSPENDED].add(last - 2, Verb.COMPANY_SUSPEND, "保险中断未补，限期整改")
    moved = {"address": "云州市临江新区示范东路66号3层301室"}
    plans[RENAMED].add(last - 70, Verb.COMPANY_RENAME, ("云州市临江丽红家政服务部", None, "营业执照变更登记"))
    plans[RENAMED].add(last - 40, Verb.COMPANY_CHANGE, (moved, None, "经营场所迁移"))
    mended = {"established_on": plans[RENAMED].fields["established_on"] - timedelta(days=31)}
    plans[RENAMED].add(last - 20, Verb.COMPANY_CORRECT, (mended, "成立日期录入有误，以营业执照为准"))
    for number in (EMERGENCY, GOOD):
        plans[number].add(last - 90, Verb.COMPANY_SUSPEND, "投诉处理逾期，限期整改")
        plans[number].add(last - 84, Verb.COMPANY_LIFT, "整改完成，复查通过")
    return list(plans.values())


def _plan(calendar: Calendar, number: int) -> CompanyPlan:
    name, brand, district = _NAMES[number]
    start = {HEIR: calendar.last - 32, DECIDED: calendar.last - 46}.get(number, 0)
    sole = name.endswith("部")
    today = calendar.today
    fields = {
        "name": name,
        "brand": brand,
        "mode": OperatingMode.INTERMEDIARY if sole else OperatingMode.EMPLOYED,
        "membership": MembershipStatus.NONE if number == STATED else MembershipStatus.MEMBER,
        "source": Source.COMPANY if number == STATED else Source.ASSOCIATION,
        "established_on": calendar.days[start] - timedelta(days=90 if number in (HEIR, DECIDED) else 2100 + number),
        "address": f"云州市{material.DISTRICT_NAMES[district]}示范路{100 + number}号",
        "district": district,
        "service_areas": tuple(sorted(material.DISTRICT_NAMES)) if number == GOOD else (district,),
        "services": tuple(offering(code) for code in _ITEMS[number]),
        "licence_scope": "家政服务；居民日常生活服务",
        "legal_representative": _REPRESENTATIVES[number - 1],
        "hotline": f"010-0000{1100 + number}",
        "complaint_phone": f"010-0000{1200 + number}",
    }
    if number == LICENCE:
        fields["licence_valid_until"] = today - timedelta(days=1)
    plan = CompanyPlan(code_of(number), fields, start, weight=3)
    plan.add(start, Verb.COMPANY_ROSTER, fields)
    until = today - timedelta(days=1) if number == UNINSURED else today + timedelta(days=200 + number)
    rest = {
        "insurance": Insurance("家政服务雇主责任险", "云州示范财产保险", until),
        "responsible_roles": (
            ResponsiblePerson(ResponsibleRole.LEGAL_REPRESENTATIVE, _REPRESENTATIVES[number - 1]),
            ResponsiblePerson(ResponsibleRole.COMPLAINT, "柳青"),
            ResponsiblePerson(ResponsibleRole.DATA_PROTECTION),
        ),
    }
    if number == GOOD:
        rest["outlets"] = (Outlet("晨光明湖店", "云州市明湖区示范二路8号", "990105", "010-00001301"),)
    plan.add(start + 1, Verb.COMPANY_CHANGE, (rest, None, "补充责任人、保险和网点"))
    return plan


_REPRESENTATIVES = (
    "宋文华",
    "乐思雨",
    "乐思雨",
    "仇大海",
    "仇小海",
    "曾长乐",
    "解行知",
    "区丽红",
    "盖自立",
    "单应生",
    "查冬梅",
)
