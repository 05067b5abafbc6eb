"""Forms of proposals about whose file it is, and of deciding them."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.language import text
from registry.persons.states import ChecksMade, WhichFile


class NumberForm(FlaskForm):
    """Another identity number, and what it means for the checks."""

    class Meta:
        csrf = False

    id_number = StringField(_l("正确的身份证号"), [InputRequired(_l("请填写身份证号")), Length(max=30)])
    checks = RadioField(_l("已有的背景核查"), [InputRequired(_l("请选择"))])
    why = TextAreaField(_l("依据和理由（不要写号码）"), [InputRequired(_l("请写明理由")), Length(max=2000)])

    def filled(self) -> "NumberForm":
        """With what may have been made of the checks."""
        self.checks.choices = [(one.value, text(one)) for one in ChecksMade]
        return self


class OtherFileForm(FlaskForm):
    """By which number the other file is found; sent by POST, so that none stands in an address."""

    class Meta:
        csrf = False

    number = StringField(
        _l("另一份档案的身份证号或上门服务证号（完整）"), [InputRequired(_l("请填写号码")), Length(max=40)]
    )


class JoinForm(FlaskForm):
    """Two files side by side: whose identity is the right one, and why they are one person's."""

    class Meta:
        csrf = False

    closed = HiddenField()
    identity = RadioField(_l("以哪一份的姓名和身份证号为准"), [InputRequired(_l("请选择"))])
    why = TextAreaField(_l("依据和理由（不要写号码）"), [InputRequired(_l("请写明理由")), Length(max=2000)])

    def filled(self) -> "JoinForm":
        """With the two files to choose from."""
        self.identity.choices = [(one.value, text(one)) for one in WhichFile]
        return self


class SplitForm(FlaskForm):
    """What belongs to another person, and who that is."""

    class Meta:
        csrf = False

    rows = SelectMultipleField(_l("归另一个人的内容"))
    name = StringField(_l("另一个人的姓名"), [InputRequired(_l("请填写姓名")), Length(max=60)])
    id_number = StringField(_l("另一个人的身份证号"), [InputRequired(_l("请填写身份证号")), Length(max=30)])
    why = TextAreaField(_l("依据和理由（不要写号码）"), [InputRequired(_l("请写明理由")), Length(max=2000)])
