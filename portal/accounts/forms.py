"""Forms of the way in and of the own account."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


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
