"""Forms about certificates, credits and the review committee."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.fields import DayField
from portal.language import text
from registry.core.labels import LabelledEnum
from registry.qualifications.states import Expertise, How, IssuerKind, Ruling, Scheme, Seen, StageKind, TieKind

SAY = _l("请填写这一项")
DAY = _l("日期写成 2026-11-21 的样子")


def choices(enum: type[LabelledEnum]) -> list[tuple[str, str]]:
    """The members of a closed set in the reader's language."""
    return [(one.value, text(one)) for one in enum]


class DeskForm(FlaskForm):
    """A form of the desks: the guard checks its token."""

    class Meta:
        csrf = False


class ReviewForm(DeskForm):
    """What one source said about certificates."""

    refs = SelectMultipleField(_l("证书"), validate_choice=False)
    seen = SelectField(_l("核验结果"), choices=lambda: choices(Seen))
    how = SelectField(_l("核验方式"), choices=lambda: choices(How))
    by = StringField(_l("核验机构"), [InputRequired(SAY), Length(max=80)])
    on = DateField(_l("核验日期"), [InputRequired(DAY)])
    note = StringField(_l("说明"), [Length(max=200)])


class RulingForm(DeskForm):
    """A panel's ruling."""

    ruling = SelectField(_l("评审结论"), choices=lambda: choices(Ruling))
    panel = SelectMultipleField(_l("评审组"), validate_choice=False)
    decided_on = DateField(_l("决定日期"), [InputRequired(DAY)])
    reasons = TextAreaField(_l("理由"), [InputRequired(SAY), Length(max=1000)])


class RenewForm(DeskForm):
    """A later last day."""

    valid_until = DateField(_l("新的有效期至"), [InputRequired(DAY)])


class GroundsForm(DeskForm):
    """Why somebody objects."""

    grounds = TextAreaField(_l("异议理由"), [InputRequired(SAY), Length(max=1000)])


class ObjectionForm(DeskForm):
    """What is proposed or decided on an objection."""

    outcome = SelectField(_l("结论"))
    why = TextAreaField(_l("理由"), [InputRequired(SAY), Length(max=1000)])
    panel = SelectMultipleField(_l("新评审组（异议成立时）"), validate_choice=False)


class MemberForm(DeskForm):
    """A member of the committee."""

    name = StringField(_l("姓名"), [InputRequired(SAY), Length(max=40)])
    expertise = SelectField(_l("来自"), choices=lambda: choices(Expertise))
    field = StringField(_l("专长"), [Length(max=60)])


class TieForm(DeskForm):
    """A declared interest."""

    kind = SelectField(_l("利害关系"), choices=lambda: choices(TieKind))
    uscc = StringField(_l("企业的统一社会信用代码"), [Length(max=30)])
    issuer = StringField(_l("或发证机构名称"), [Length(max=80)])
    from_on = DateField(_l("自"), [InputRequired(DAY)])
    ended_on = DateField(_l("至（已结束才填）"), [Optional()])


class ThresholdForm(DeskForm):
    """What a renewal takes from a day on."""

    scheme = SelectField(_l("证书序列"), choices=lambda: choices(Scheme))
    from_on = DateField(_l("自何日施行"), [InputRequired(DAY)])
    credits = IntegerField(_l("学分"), [InputRequired(SAY)])
    years = IntegerField(_l("年限"), [InputRequired(SAY)])
    basis = StringField(_l("依据"), [InputRequired(SAY), Length(max=200)])


class DeclareForm(DeskForm):
    """A certificate as a company states it."""

    scheme = SelectField(_l("证书序列"), choices=lambda: choices(Scheme))
    level = StringField(_l("等级（如四级、三星；没有就不填）"), [Length(max=20)])
    title = StringField(_l("证书名称（照证书填写）"), [Length(max=80)])
    issuer_kind = SelectField(_l("颁发"), choices=lambda: choices(IssuerKind))
    issuer = StringField(_l("发证机构"), [InputRequired(SAY), Length(max=80)])
    number = StringField(_l("证书编号"), [Length(max=60)])
    issued_on = DateField(_l("发证日期"), [InputRequired(DAY)])
    valid_until = DateField(_l("有效期至（没有就不填）"), [Optional()])


class StageForm(DeskForm):
    """Schooling or work before, as a company states it."""

    kind = SelectField(_l("种类"), choices=lambda: choices(StageKind))
    place = StringField(_l("学校或工作单位"), [InputRequired(SAY), Length(max=100)])
    what = StringField(_l("学历和专业，或做什么工作"), [InputRequired(SAY), Length(max=100)])
    since_on = DayField(_l("开始日期（记不清可不填）"), [Optional()])
    until_on = DayField(_l("结束日期（记不清可不填）"), [Optional()])


class StageSeenForm(DeskForm):
    """Which source confirmed it."""

    by = StringField(_l("核验来源（如学信网、原单位）"), [InputRequired(SAY), Length(max=80)])
    how = SelectField(_l("核验方式"), choices=lambda: choices(How))
    on = DateField(_l("核验日期"), [InputRequired(DAY)])
