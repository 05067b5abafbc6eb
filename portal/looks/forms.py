"""Forms of looking: whom, what for, how many."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.language import text
from registry.core.labels import LabelledEnum
from registry.looks.states import UNMASKED, GrantKind, Purpose


def choices(members: type[LabelledEnum] | tuple[LabelledEnum, ...], anything: str = "") -> list[tuple[str, str]]:
    """The members as choices in the reader's language, after one for no choice if it is named."""
    return [*([("", anything)] if anything else []), *((one.value, text(one)) for one in members)]


class PurposeForm(FlaskForm):
    """What for, on which case."""

    class Meta:
        csrf = False

    purpose = SelectField(_l("用途"), [InputRequired(_l("请选择用途"))])
    case = StringField(_l("案号"), [Length(max=30)])
    why = StringField(_l("说明"), [Length(max=300)])

    def filled(self) -> "PurposeForm":
        """With the purposes to choose from."""
        self.purpose.choices = choices(Purpose)
        return self


class PeopleForm(PurposeForm):
    """Whom to find; sent by POST, so that no name or number stands in an address."""

    name = StringField(_l("姓名、拼音或首字母"), [Length(max=60)])
    id_number = StringField(_l("身份证号（完整）"), [Length(max=30)])
    phone = StringField(_l("手机号（完整）"), [Length(max=30)])
    permit_number = StringField(_l("上门服务证号（完整）"), [Length(max=40)])
    company = StringField(_l("所在企业的统一社会信用代码"), [Length(max=30)])
    after = HiddenField()


class UnmaskForm(PurposeForm):
    """Which whole number to see."""

    seen = RadioField(_l("要看什么"), [InputRequired(_l("请选择要看什么"))])

    def filled(self) -> "UnmaskForm":
        """With the purposes and fields to choose from."""
        super().filled()
        self.seen.choices = choices(UNMASKED)
        return self


class GrantForm(FlaskForm):
    """Asking for more than the daily limit."""

    class Meta:
        csrf = False

    kind = RadioField(_l("申请什么"), [InputRequired(_l("请选择"))])
    purpose = SelectField(_l("用途"), [InputRequired(_l("请选择用途"))])
    count = IntegerField(_l("数量"), [InputRequired(_l("请填写数量")), NumberRange(1, 1000)])
    days = IntegerField(_l("有效天数"), [InputRequired(_l("请填写天数")), NumberRange(1, 30)])
    why = TextAreaField(_l("理由"), [InputRequired(_l("请写明理由")), Length(max=1000)])

    def filled(self) -> "GrantForm":
        """With the kinds and purposes to choose from."""
        self.kind.choices = choices(GrantKind)
        self.purpose.choices = choices(Purpose)
        return self


class LooksForm(FlaskForm):
    """What narrows the list of looks."""

    class Meta:
        csrf = False

    actor = SelectField(_l("谁看的"), validate_choice=False)
    seen = SelectField(_l("看了什么"), validate_choice=False)
    purpose = SelectField(_l("用途"), validate_choice=False)
    first = StringField(_l("自（年-月-日）"), [Length(max=10)])
    last = StringField(_l("至（年-月-日）"), [Length(max=10)])
