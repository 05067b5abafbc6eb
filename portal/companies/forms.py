"""Forms of an application, section by section; the same fields serve a declared change."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length

from portal.language import text
from portal.wiring import wiring
from registry.areas.rules import catalogue
from registry.companies.rules_applications import SECTION_FIELDS, section_of
from registry.companies.states import ApplicationSection, CompanyState, OperatingMode
from registry.core.labels import Label
from registry.core.taxonomy import service_items

WORDS: dict[str, str] = {
    "name": _l("企业名称（营业执照上的全称）"),
    "uscc": _l("统一社会信用代码"),
    "brand": _l("品牌名（没有可不填）"),
    "mode": _l("经营模式"),
    "established_on": _l("成立日期"),
    "licence_scope": _l("经营范围（照执照抄写，可不填）"),
    "licence_valid_until": _l("营业期限至（长期可不填）"),
    "legal_representative": _l("法定代表人"),
    "address": _l("经营场所地址"),
    "district": _l("所在区县"),
    "service_areas": _l("服务区域"),
    "hotline": _l("服务热线（公开）"),
    "complaint_phone": _l("投诉电话（公开）"),
    "services": _l("服务项目"),
    "department": _l("负责服务质量和投诉的部门"),
    "quality": _l("服务质量负责人"),
    "complaint": _l("投诉处理负责人"),
    "safety": _l("安全负责人"),
    "data_protection": _l("个人信息保护负责人"),
    "insurance_title": _l("责任保险名称"),
    "insurance_insurer": _l("承保公司"),
    "insurance_valid_from": _l("保险有效期自"),
    "insurance_valid_until": _l("保险有效期至"),
    "insurance_limit": _l("每次事故赔偿限额（元）"),
    "insured_count": _l("参保人数"),
    "protective_equipment": _l("配备的个人防护装备"),
    "tools": _l("工具、设备和物资（可不填）"),
    "contracts": _l("使用的合同范本"),
    "predecessor": _l("前身企业的统一社会信用代码（没有可不填）"),
    "predecessor_basis": _l("依据：为什么说本企业延续了它"),
    "happened_on": _l("变更发生的日期"),
}
HINTS: dict[str, str] = {
    "uscc": _l("18 位，在营业执照右上方。"),
    "hotline": _l("写服务热线，不要写个人手机：这个号码会公开。"),
    "legal_representative": _l("与企业信息公示一致，会公开。"),
    "predecessor": _l("换了名称或重新注册，但人、场所或业务延续下来的，请如实填写。双方页面都会显示。"),
    "protective_equipment": _l("例如手套、口罩、防滑鞋、安全带；分服务项目写更好。"),
    "happened_on": _l("请在变更后 15 日内申报。写成 2026-11-21 的样子。"),
}
_LONG = {"licence_scope", "protective_equipment", "tools", "predecessor_basis"}
_DAYS = {"established_on", "licence_valid_until", "insurance_valid_from", "insurance_valid_until", "happened_on"}


class AnswersForm(FlaskForm):
    """Fields are added by `form_of`; what is right about them the registry says."""

    class Meta:
        csrf = False

    @property
    def shown(self) -> list[tuple[Field, str, str]]:
        """(field, how it is shown, hint) in order; contracts are shown by the page itself."""
        return [
            (field, _how(name), str(HINTS.get(name, ""))) for name, field in self._fields.items() if name != "contracts"
        ]

    def answers(self) -> dict[str, Any]:
        """What was typed, trimmed; lists as lists."""
        return {
            name: [one for one in field.data or () if one] if isinstance(field, SelectMultipleField)
            else (field.data or "").strip()
            for name, field in self._fields.items()
        }  # fmt: skip


class WhyForm(FlaskForm):
    """Why something is done."""

    class Meta:
        csrf = False

    why = TextAreaField(_l("理由"), [Length(max=2000)])


class ProposeStateForm(WhyForm):
    """Which step is proposed for a company, and why."""

    to = RadioField(_l("拟作出的决定"))


def propose_state_form() -> ProposeStateForm:
    """With the steps that take two officers."""
    form = ProposeStateForm()
    form.to.choices = [(state.value, text(state)) for state in (CompanyState.SUSPENDED, CompanyState.EXPELLED)]
    return form


def form_of(names: tuple[str, ...], answers: Mapping[str, Any]) -> AnswersForm:
    """A form of these fields, filled with what was posted or else with `answers`."""

    class Form(AnswersForm):
        pass

    for name in names:
        setattr(Form, name, _field(name))
    form = Form(data={name: answers.get(name) for name in names})
    for name in names:
        field = form._fields[name]
        if name == "mode":
            field.choices = [(mode.value, text(mode)) for mode in OperatingMode]
        elif name == "district":
            field.choices = [("", ""), *_districts()]
        elif name == "service_areas":
            field.choices = _districts()
        elif name == "services":
            field.choices = [(code, text(item.label)) for code, item in service_items().items()]
    return form


def shown_answers(section: ApplicationSection, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(words, answer as text) of one section, for checking answers and for review."""
    return [(WORDS[name], shown_value(name, answers.get(name))) for name in SECTION_FIELDS[section]]


def shown_value(name: str, value: Any) -> str:
    """One answer as text in the reader's language."""
    if not value:
        return "—"
    if name == "mode":
        return text(OperatingMode(value)) if value in set(OperatingMode) else str(value)
    if name == "district":
        return _area(str(value))
    if name == "service_areas":
        return "、".join(_area(str(code)) for code in value)
    if name == "services":
        items = service_items()
        return "、".join(text(items[code].label) if code in items else str(code) for code in value)
    return str(value)


def section_words(name: str) -> str:
    """The section in which a field is asked for, in words."""
    return text(section_of(name))


def _how(name: str) -> str:
    if name == "mode":
        return "radios"
    if name == "district":
        return "select"
    if name in {"service_areas", "services", "contracts"}:
        return "checkboxes"
    if name in _DAYS:
        return "date"
    return "area" if name in _LONG else "text"


def _field(name: str) -> Any:
    how = _how(name)
    if how == "radios":
        return RadioField(WORDS[name], validate_choice=False)
    if how == "select":
        return SelectField(WORDS[name], validate_choice=False)
    if how == "checkboxes":
        return SelectMultipleField(WORDS[name], validate_choice=False)
    return TextAreaField(WORDS[name]) if how == "area" else StringField(WORDS[name])


def _districts() -> list[tuple[str, str]]:
    city = wiring().settings.association_city
    return [(code, text(area.name)) for code, area in catalogue().items() if area.parent == city]


def _area(code: str) -> str:
    area = catalogue().get(code)
    name: Label | None = area.name if area else None
    return text(name) if name else code
