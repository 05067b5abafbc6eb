"""What is wrong with what a company states, and which steps may follow. Pure: no session, no clock."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from registry.areas.rules import catalogue
from registry.areas.states import Level
from registry.companies.disclosure import CompanyFace, FormerName, ServiceOffering
from registry.companies.rules_claims import medical_claims
from registry.companies.states import FOLLOWING, CompanyState
from registry.core.contact_numbers import check_hotline
from registry.core.findings import Finding
from registry.core.identifiers import check_credit_code
from registry.core.labels import Label
from registry.core.sources import ATTESTED
from registry.core.taxonomy import EMERGENCY_ITEM, RiskFlag, ServiceLine, service_items

LONGEST = {"name": 100, "brand": 60, "address": 200, "licence_scope": 2000, "legal_representative": 60}
# Markup, formulas, control characters and what is no character at all: no licence carries them, and a careless page
# or spreadsheet would obey them.
_STRANGE = re.compile(r"[<>\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffd-\uffff]|^[=+\-@＝＋－＠]")


def check_company(face: CompanyFace, today: date) -> list[Finding]:
    """Everything wrong with a company on a day of Shanghai, each with its field. Codes begin with `company_`, and
    those of credit code and phones are those of registry.core."""
    return [
        *check_credit_code(face.uscc),
        *_check_texts(face),
        *_check_days(face, today),
        *_check_areas(face),
        *_check_services(face.services),
        *_check_claims(face),
        *_check_phones(face),
    ]


def _error(code: str, field: str, zh: str, en: str, cure: Label | None = None) -> Finding:
    return Finding(f"company_{code}", Label(zh, en), field, cure=cure)


def _check_texts(face: CompanyFace) -> list[Finding]:
    findings = []
    if not face.name:
        findings.append(_error("name_missing", "name", "缺少企业名称", "The company's name is missing"))
    for field, text in _free_texts(face):
        if not text:
            continue
        if _STRANGE.search(text):
            zh = "文字里有标记、公式或控制字符"
            findings.append(_error("text", field, zh, "The text holds markup, a formula or a control character"))
        limit = LONGEST.get(field, 200)
        if len(text) > limit:
            zh, en = f"最多 {limit} 个字，这里有 {len(text)} 个", f"{limit} characters at most, this has {len(text)}"
            findings.append(_error("text_long", field, zh, en))
    for place, outlet in enumerate(face.outlets, start=1):
        if not outlet.name or not outlet.address:
            zh, en = f"第 {place} 个网点缺少名称或地址", f"Outlet {place} has no name or no address"
            findings.append(_error("outlet", "outlets", zh, en))
    if face.insurance is not None and not face.insurance.title:
        findings.append(_error("insurance", "insurance", "缺少保险名称", "The insurance has no title"))
    if len(set(face.responsible_roles)) < len(face.responsible_roles):
        zh, en = "同一职责的负责人重复", "A person is named twice for the same duty"
        findings.append(_error("responsible", "responsible_roles", zh, en))
    return findings


def _free_texts(face: CompanyFace) -> list[tuple[str, str | None]]:
    texts = [(field, getattr(face, field)) for field in LONGEST]
    for outlet in face.outlets:
        texts += [("outlets", outlet.name), ("outlets", outlet.address)]
    texts += [("former_names", former.name) for former in face.former_names]
    texts += [("responsible_roles", person.name) for person in face.responsible_roles]
    if face.insurance is not None:
        texts += [("insurance", face.insurance.title), ("insurance", face.insurance.insurer)]
    return texts


def _check_days(face: CompanyFace, today: date) -> list[Finding]:
    findings = []
    for field in ("established_on", "verified_on", "registered_on", "state_from_on"):
        day = getattr(face, field)
        if day is not None and day > today:
            findings.append(_error("day_ahead", field, "日期在将来", "The day lies in the future"))
    if face.established_on and face.licence_valid_until and face.licence_valid_until < face.established_on:
        zh, en = "营业期限早于成立日期", "The licence ends before the company was established"
        findings.append(_error("licence_before", "licence_valid_until", zh, en))
    if face.verified_on is not None and face.source not in ATTESTED:
        zh, en = "企业自己申报的内容没有核验日期", "What the company itself states has no day of verification"
        findings.append(_error("verified_by_company", "verified_on", zh, en))
    for former in face.former_names:
        if former.until_on is not None and former.until_on > today:
            findings.append(_error("day_ahead", "former_names", "日期在将来", "The day lies in the future"))
    return findings


def _check_areas(face: CompanyFace) -> list[Finding]:
    findings = []
    known = catalogue()
    named = [("district", face.district), *(("outlets", outlet.district) for outlet in face.outlets)]
    for field, code in [*named, *(("service_areas", code) for code in face.service_areas)]:
        if code is not None and code not in known:
            findings.append(_error("area_unknown", field, "没有这个区划代码", "There is no area with this code"))
    if face.district in known and known[face.district].level is Level.PROVINCE:
        zh, en = "所在区应写到区县或地市", "Give the district or city, not the province"
        findings.append(_error("district_wide", "district", zh, en))
    if len(set(face.service_areas)) < len(face.service_areas):
        findings.append(_error("area_twice", "service_areas", "服务区域重复", "An area is named twice"))
    return findings


def _check_services(services: Sequence[ServiceOffering]) -> list[Finding]:
    findings = []
    items = service_items()
    for service in services:
        if service.item is not None and service.item not in items:
            findings.append(
                _error("service_unknown", "services", "服务项目不在分类表中", "The service is not in the taxonomy")
            )
        elif service.item is not None and items[service.item].line != service.line:
            zh, en = "服务项目不属于这条服务线", "The service does not belong to this line"
            findings.append(_error("service_line", "services", zh, en))
        if service.emergency_24h and service.line != ServiceLine.REPAIR:
            zh, en = "24 小时紧急响应只用于家庭维修", "24-hour emergency response is for home repair only"
            findings.append(_error("emergency_line", "services", zh, en))
    keys = [(service.item, service.line) for service in services]
    if len(set(keys)) < len(keys):
        findings.append(_error("service_twice", "services", "服务项目重复", "A service is named twice"))
    return findings


def is_regulated(services: Sequence[ServiceOffering]) -> bool:
    """Whether any service is one that may not be advertised as medical treatment (R092)."""
    items = service_items()
    return any(
        service.item is not None and service.item in items and RiskFlag.REGULATED in items[service.item].risks
        for service in services
    )


def _check_claims(face: CompanyFace) -> list[Finding]:
    """R092: who offers health advice or massage claims no cure. The name is the licence's and is left alone."""
    if not is_regulated(face.services):
        return []
    findings = []
    for field, text in _free_texts(face):
        if field in {"brand", "licence_scope", "outlets"} and (claims := medical_claims(text or "")):
            words = "、".join(claims)
            zh = f"提供健康咨询或按摩理疗的企业不得作医疗宣称：{words}"
            en = f"A company that offers health advice or massage makes no medical claims: {words}"
            cure = Label("请删去，或写明不含诊疗服务", "Take it out, or say that no treatment is included")
            findings.append(_error("medical_claim", field, zh, en, cure))
    return findings


def _check_phones(face: CompanyFace) -> list[Finding]:
    findings = []
    phones = [("hotline", face.hotline), ("complaint_phone", face.complaint_phone)]
    for field, phone in [*phones, *(("outlets", outlet.phone) for outlet in face.outlets)]:
        if phone:
            findings += check_hotline(phone, field=field)
    return findings


def settled_services(services: Sequence[ServiceOffering]) -> tuple[ServiceOffering, ...]:
    """The offers as they are kept: 紧急维修(24小时) is a 24-hour service by its name (R096)."""
    return tuple(
        ServiceOffering(service.item, ServiceLine(service.line), True) if service.item == EMERGENCY_ITEM else service
        for service in services
    )


def kept_names(before: CompanyFace, name: str, from_on: date) -> tuple[FormerName, ...]:
    """The former names after a renaming: the old name is added with its last day; a name taken up again leaves."""
    kept = tuple(former for former in before.former_names if former.name not in {name, before.name})
    return (*kept, FormerName(before.name, from_on - timedelta(days=1)))


def settled_source(before: CompanyFace, changes: Mapping[str, object], today: date) -> dict[str, object]:
    """The changes with source and day of verification settled.

    A company repeating what the association verified does not undo that; a company stating something new does. What
    the association or an authority says counts as verified on its day.
    """
    settled = dict(changes)
    told = {name for name, value in changes.items() if name != "source" and getattr(before, name) != value}
    source = changes.get("source", before.source)
    if source in ATTESTED:
        if (told or source != before.source) and "verified_on" not in changes:
            settled["verified_on"] = today
    elif told:
        settled["verified_on"] = None
    else:
        settled.pop("source", None)
    return settled


def check_version_day(before_effective_on: date, effective_on: date, today: date) -> list[Finding]:
    """A change holds from a day between the newest version's and today; what was wrong before is corrected instead."""
    if effective_on > today:
        return [_error("effective_ahead", "effective_on", "生效日不能晚于今天", "It cannot take effect after today")]
    if effective_on < before_effective_on:
        zh = f"生效日早于现行版本的生效日 {before_effective_on}"
        en = f"It would take effect before the current version, which holds from {before_effective_on}"
        cure = Label("如果以前登记的内容有误，请用更正", "If what was registered is wrong, correct it")
        return [_error("effective_before", "effective_on", zh, en, cure)]
    return []


def check_step(state: CompanyState, to: CompanyState) -> list[Finding]:
    """Whether a state may follow (domain README 4.10)."""
    if to in FOLLOWING[state]:
        return []
    zh = f"现为“{state.label.zh}”，不能转为“{to.label.zh}”"
    return [_error("state", "state", zh, f"It is “{state.label.en}” and cannot become “{to.label.en}”")]


def check_succession(
    predecessor: str, successor: str, ties: Mapping[str, Sequence[str]], *, basis: str
) -> list[Finding]:
    """What is wrong with a new tie. `ties` is {company: its predecessors}; a circle would mean that a company is
    its own past."""
    findings = []
    if not basis.strip():
        findings.append(_error("succession_basis", "basis", "请写明依据", "Say on what it rests"))
    if predecessor == successor:
        zh, en = "企业不能是自己的前身", "A company cannot be its own predecessor"
        findings.append(_error("succession_self", "predecessor", zh, en))
    elif predecessor in ties.get(successor, ()):
        zh, en = "这一前身已有记载", "This predecessor is recorded already"
        findings.append(_error("succession_twice", "predecessor", zh, en))
    elif successor in _past_of(predecessor, ties):
        zh, en = "前后关系成了一个圈", "The ties would form a circle"
        findings.append(_error("succession_circle", "predecessor", zh, en))
    return findings


def _past_of(company: str, ties: Mapping[str, Sequence[str]]) -> set[str]:
    """Every company that comes before, at any distance."""
    past: set[str] = set()
    queue = list(ties.get(company, ()))
    while queue:
        at = queue.pop()
        if at not in past:
            past.add(at)
            queue += ties.get(at, ())
    return past
