"""Forms about checks."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.language import text
from registry.background_checks.desk import ASKED
from registry.background_checks.states import Component, Outcome
from registry.core.labels import LabelledEnum
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier

SAY = _l("请填写这一项")
DAY = _l("日期写成 2026-11-21 的样子")


def _choices(members: tuple[LabelledEnum, ...]) -> list[tuple[str, str]]:
    return [(one.value, text(one)) for one in members]


class DeskForm(FlaskForm):
    """A form of the desks: the guard checks its token."""

    class Meta:
        csrf = False


class ResultsForm(DeskForm):
    """What one source said about people: ticked on the page, or pasted by permit number."""

    people = SelectMultipleField(_l("人员"), validate_choice=False)
    pasted = TextAreaField(_l("或粘贴上门服务证号，每行一个"), [Length(max=20_000)])
    component = SelectField(_l("核查项目"), choices=lambda: _choices(ASKED))
    outcome = RadioField(
        _l("结果"), choices=lambda: _choices((Outcome.CLEAR, Outcome.COULD_NOT)), default=Outcome.CLEAR.value
    )
    source = RadioField(
        _l("由谁提供"), choices=lambda: _choices((Source.AUTHORITY, Source.ASSOCIATION)), default=Source.AUTHORITY.value
    )
    source_note = StringField(_l("核查来源（窗口、平台或机构）"), [InputRequired(SAY), Length(max=120)])
    checked_on = DateField(_l("核查日期"), [InputRequired(DAY)])
    covers_until = DateField(_l("数据截止日"), [Optional()])
    valid_until = DateField(_l("有效期至（保险、体检）"), [Optional()])
    tier = SelectField(_l("体检类别"), choices=lambda: [("", "—"), *_choices(tuple(HealthTier))])
    document = StringField(_l("凭证编号（不留存原件）"), [Length(max=80)])
    retry_on = DateField(_l("重试日期（未能核查时）"), [Optional()])


class AskForm(DeskForm):
    """Which checks of which people a company asks for."""

    people = SelectMultipleField(_l("人员"), validate_choice=False)
    components = SelectMultipleField(_l("核查项目"), choices=lambda: _choices(ASKED))


class FindingForm(DeskForm):
    """An adverse result as proposed."""

    component = SelectField(
        _l("核查项目"), choices=lambda: _choices(tuple(one for one in ASKED if one is not Component.BC11))
    )
    source = RadioField(
        _l("由谁提供"), choices=lambda: _choices((Source.AUTHORITY, Source.ASSOCIATION)), default=Source.AUTHORITY.value
    )
    source_note = StringField(_l("核查来源（窗口、平台或机构）"), [InputRequired(SAY), Length(max=120)])
    checked_on = DateField(_l("核查日期"), [InputRequired(DAY)])
    covers_until = DateField(_l("数据截止日"), [Optional()])
    document = StringField(_l("凭证编号（不留存原件）"), [InputRequired(SAY), Length(max=80)])
    reasons = TextAreaField(_l("理由（加密保存，查看会留痕）"), [InputRequired(SAY), Length(max=2000)])


class ReplyForm(DeskForm):
    """What the person said."""

    reply = TextAreaField(_l("本人的答复（没有答复也请写明）"), [InputRequired(SAY), Length(max=2000)])


class PurposeForm(DeskForm):
    """What the words are read for."""

    purpose = StringField(_l("查看目的"), [InputRequired(SAY), Length(max=200)])


class DecisionForm(DeskForm):
    """How it is decided."""

    outcome = RadioField(_l("决定"))
    why = TextAreaField(_l("理由"), [InputRequired(SAY), Length(max=2000)])
