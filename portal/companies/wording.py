"""A company's fields in words, for the page's history: what each is called, and what its values say."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext

from portal.language import day, number, text
from registry.areas.rules import area_label
from registry.companies.disclosure import CompanyFace, DeclarationFace, Policy
from registry.core.labels import LabelledEnum
from registry.core.taxonomy import service_label


def field_names() -> dict[str, str]:
    """{field: its name on the page}, in the order in which a version lists them."""
    return {
        "name": gettext("企业名称"),
        "uscc": gettext("统一社会信用代码"),
        "brand": gettext("品牌"),
        "former_names": gettext("曾用名"),
        "state": gettext("登记状态"),
        "state_from_on": gettext("状态起始日"),
        "registered_on": gettext("登记日期"),
        "established_on": gettext("成立日期"),
        "mode": gettext("经营模式"),
        "membership": gettext("会员状态"),
        "legal_representative": gettext("法定代表人"),
        "responsible_roles": gettext("责任人"),
        "address": gettext("经营地址"),
        "district": gettext("所在区"),
        "outlets": gettext("服务网点"),
        "service_areas": gettext("服务区域"),
        "services": gettext("服务项目"),
        "licence_scope": gettext("经营范围"),
        "licence_valid_until": gettext("营业期限"),
        "hotline": gettext("服务热线"),
        "complaint_phone": gettext("投诉电话"),
        "insurance": gettext("企业保险"),
        "source": gettext("谁说的"),
        "verified_on": gettext("核验日期"),
    }


def value_words(face: CompanyFace, field: str) -> str:
    """One field of a company in the language of the page; empty where nothing is stated."""
    value = getattr(face, field)
    if value is None or value == ():
        return ""
    if isinstance(value, LabelledEnum):
        return text(value)
    if isinstance(value, date):
        return day(value)
    if field == "district":
        return text(area_label(value))
    if isinstance(value, str):
        return value
    items: Sequence[Any] = value if isinstance(value, tuple) else (value,)
    return gettext("、").join(_item_words(field, item) for item in items)


def _item_words(field: str, item: Any) -> str:
    match field:
        case "service_areas":
            return text(area_label(item))
        case "services":
            words = text(service_label(item.item, item.line))
            return gettext("%(service)s（24 小时）", service=words) if item.emergency_24h else words
        case "former_names":
            until = item.until_on
            return gettext("%(name)s（至 %(day)s）", name=item.name, day=day(until)) if until else str(item.name)
        case "responsible_roles":
            return gettext("%(role)s：%(name)s", role=text(item.role), name=item.name or gettext("岗位负责，未写姓名"))
        case "outlets":
            return " ".join(part for part in (item.name, item.address, item.phone) if part)
        case "insurance":
            parts = (
                item.title,
                item.insurer,
                gettext("至 %(day)s", day=day(item.valid_until)) if item.valid_until else "",
            )
            return " ".join(part for part in parts if part)
    return str(item)


def declared_names() -> dict[str, str]:
    """{field of a declaration: its name on the page}."""
    return {
        "department": gettext("负责服务质量和投诉的部门"),
        "protective_equipment": gettext("个人防护装备"),
        "tools": gettext("工具、设备和物资"),
        "policies": gettext("保险"),
        "contracts": gettext("合同范本"),
    }


def declared_words(face: DeclarationFace, field: str) -> str:
    """One field of a declaration in the language of the page; empty where nothing is declared."""
    if field == "policies":
        return gettext("；").join(_policy_words(policy) for policy in face.policies or ())
    if field == "contracts":
        return gettext("；").join(f"{one.title} {one.version}" for one in face.contracts or ())
    return str(getattr(face, field) or "")


def _policy_words(policy: Policy) -> str:
    parts = [policy.title, policy.insurer or ""]
    if policy.limit_yuan:
        parts.append(gettext("每次事故限额 %(yuan)s 元", yuan=number(policy.limit_yuan)))
    if policy.insured_count:
        parts.append(gettext("参保 %(n)s 人", n=number(policy.insured_count)))
    if policy.valid_from:
        parts.append(gettext("自 %(day)s", day=day(policy.valid_from)))
    if policy.valid_until:
        parts.append(gettext("至 %(day)s", day=day(policy.valid_until)))
    return gettext("，").join(part for part in parts if part)
