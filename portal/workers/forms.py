"""Forms about a company's people, their transfers and their own codes."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.fields import DayField
from portal.language import text
from registry.cases.states import CaseKind, Outcome
from registry.consents.states import Scope
from registry.core.taxonomy import service_items
from registry.workers.disclosure import OfferedService
from registry.workers.states import CodePurpose

OWN_REQUESTS = (
    CaseKind.RIGHTS_ACCESS, CaseKind.RIGHTS_CORRECTION, CaseKind.RIGHTS_ERASURE, CaseKind.OBJECTION,
)  # fmt: skip


class _Form(FlaskForm):
    class Meta:
        csrf = False  # the gate checks the token of every form of the desks


class PersonForm(_Form):
    """A person as a company states one."""

    name = StringField(_l("姓名"), [Length(max=120)])
    phone = StringField(_l("手机号码"), [Length(max=40)])
    services = SelectMultipleField(_l("服务项目"), validate_choice=False)
    hired_on = DayField(_l("入职日期"), [Optional()])

    def filled(self) -> "PersonForm":
        """With the services there are."""
        self.services.choices = [(code, text(item.label)) for code, item in service_items().items()]
        return self

    def offered(self) -> tuple[OfferedService, ...]:
        """The services that were chosen."""
        items = service_items()
        return tuple(OfferedService(code, items[code].line) for code in self.services.data or () if code in items)


class NewPersonForm(PersonForm):
    """The same with the number that makes a person known."""

    id_number = StringField(_l("身份证号"), [Length(max=40)])


class ConsentForm(_Form):
    """The person's signed form, as its employer passes it on."""

    scopes = SelectMultipleField(_l("本人同意"), validate_choice=False)
    form_on = DayField(_l("本人签字的日期"), [Optional()])
    notice_version = StringField(_l("告知书版本"), [Length(max=60)])
    evidence = StringField(_l("同意书编号或存放处"), [Length(max=120)])

    def filled(self) -> "ConsentForm":
        """With the scopes there are."""
        self.scopes.choices = [(one.value, text(one)) for one in Scope]
        return self

    def chosen(self) -> list[Scope]:
        """The scopes that were ticked."""
        return [one for one in Scope if one.value in (self.scopes.data or ())]


class LeavingForm(_Form):
    """Who leaves, and when."""

    people = SelectMultipleField(_l("离职人员"), validate_choice=False)
    until_on = DayField(_l("最后工作日"), [Optional()])
    typed = StringField(_l("人数"), [Length(max=10)])


class TransferForm(_Form):
    """How a transfer ends. `version` is the state of the case that the page showed."""

    outcome = RadioField(_l("结论"), [InputRequired(_l("请选择结论"))])
    code = StringField(_l("本人的转会码"), [Length(max=40)])
    form_on = DayField(_l("没有码时：本人同意书的日期"), [Optional()])
    leaving = SelectMultipleField(_l("同时结束与这些企业的关系"), validate_choice=False)
    why = TextAreaField(_l("理由"), [InputRequired(_l("请写明理由")), Length(max=2000)])
    version = HiddenField()

    def filled(self, companies: list[tuple[str, str]]) -> "TransferForm":
        """With outcomes and the companies a person is with."""
        self.outcome.choices = [(one.value, text(one)) for one in (Outcome.APPROVED, Outcome.REFUSED)]
        self.leaving.choices = companies
        return self


class AdditionsForm(_Form):
    """How several single additions end; `case` are the ticked ones."""

    outcome = RadioField(_l("结论"), [InputRequired(_l("请选择结论"))])
    why = TextAreaField(_l("理由"), [InputRequired(_l("请写明理由")), Length(max=2000)])
    case = SelectMultipleField(_l("案件"), validate_choice=False)

    def filled(self) -> "AdditionsForm":
        """With the outcomes there are."""
        self.outcome.choices = [
            (Outcome.APPROVED.value, _l("确认登记（只办登记中没有任职的人）")), (Outcome.REFUSED.value, _l("不予登记")),
        ]  # fmt: skip
        return self


class CodeForm(_Form):
    """For whom a code is made."""

    number = StringField(_l("上门服务证号或身份证号"), [InputRequired(_l("请填写证号")), Length(max=40)])
    purpose = RadioField(_l("用途"), [InputRequired(_l("请选择用途"))])
    seen = BooleanField(_l("本人在场，已核对身份证"), [InputRequired(_l("须本人到场并核对身份证"))])

    def filled(self) -> "CodeForm":
        """With the purposes there are."""
        self.purpose.choices = [(one.value, text(one)) for one in CodePurpose]
        return self


class OwnCodeForm(_Form):
    """A person's own number and code. `to` is the page asked for."""

    number = StringField(_l("上门服务证号或身份证号"), [InputRequired(_l("请填写证号")), Length(max=40)])
    code = StringField(_l("一次性码"), [InputRequired(_l("请填写一次性码")), Length(max=40)])
    to = HiddenField()


class WithdrawalForm(_Form):
    """Which consents a person takes back."""

    scopes = SelectMultipleField(_l("要撤回的同意"), validate_choice=False)

    def filled(self, standing: list[Scope]) -> "WithdrawalForm":
        """With the consents that stand."""
        self.scopes.choices = [(one.value, text(one)) for one in standing]
        return self


class OwnRequestForm(_Form):
    """What a person asks about the own data. `item` is needed for an objection only."""

    kind = RadioField(_l("您要求什么"), [InputRequired(_l("请选择要求什么"))])
    item = SelectField(_l("提出异议时：对哪一条公开记录"), validate_choice=False)
    words = TextAreaField(_l("请写明内容（加密保存）"), [Length(max=2000)])
    contact = StringField(_l("怎样联系您（加密保存，结案 90 天后删除）"), [Length(max=200)])

    def filled(self, items: list[tuple[str, str]]) -> "OwnRequestForm":
        """With the kinds, and the entries there are."""
        self.kind.choices = [(one.value, text(one)) for one in OWN_REQUESTS]
        self.item.choices = [("", ""), *items]
        return self
