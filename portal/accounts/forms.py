"""Forms of the way in and of the own account."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import EqualTo, InputRequired, Length


class SignInForm(FlaskForm):
    """Address and password."""

    class Meta:
        csrf = False  # the guard checks the token of every form of the desks

    email = StringField(_l("邮箱"), [InputRequired(_l("请填写邮箱")), Length(max=254)])
    password = PasswordField(_l("密码"), [InputRequired(_l("请填写密码")), Length(max=1000)])


class CodeForm(FlaskForm):
    """A one-time code, or a recovery code."""

    class Meta:
        csrf = False

    code = StringField(_l("验证码"), [InputRequired(_l("请填写验证码")), Length(max=40)])


class AddressForm(FlaskForm):
    """A mail address."""

    class Meta:
        csrf = False

    email = StringField(_l("邮箱"), [InputRequired(_l("请填写邮箱")), Length(max=254)])


class PasswordForm(FlaskForm):
    """A new password, typed twice."""

    class Meta:
        csrf = False

    password = PasswordField(_l("新密码"), [InputRequired(_l("请填写密码")), Length(max=1000)])
    again = PasswordField(_l("再输入一次"), [EqualTo("password", _l("两次输入的密码不一样"))])


class ChangePasswordForm(PasswordForm):
    """A new password, against the one in force."""

    current = PasswordField(_l("现在的密码"), [InputRequired(_l("请填写密码")), Length(max=1000)])


class InviteForm(FlaskForm):
    """A person to invite, with the first post."""

    class Meta:
        csrf = False

    name = StringField(_l("姓名"), [InputRequired(_l("请填写姓名")), Length(max=60)])
    email = StringField(_l("邮箱"), [InputRequired(_l("请填写邮箱")), Length(max=254)])


class PostForm(FlaskForm):
    """A post for a person: which role, and for whom."""

    class Meta:
        csrf = False

    role = SelectField(_l("岗位"))
    uscc = StringField(_l("企业的统一社会信用代码（企业岗位才填）"), [Length(max=30)])
    districts = SelectMultipleField(_l("辖区（主管部门才选）"))
    why = TextAreaField(_l("理由（协会和主管部门的岗位必填，由个人信息保护负责人决定）"), [Length(max=1000)])


class ReasonForm(FlaskForm):
    """Why something is done."""

    class Meta:
        csrf = False

    why = TextAreaField(_l("原因"), [InputRequired(_l("请写明原因")), Length(max=1000)])
