"""The form that takes a roster."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FileField, StringField
from wtforms.validators import Length, Optional

from portal.fields import DayField


class UploadForm(FlaskForm):
    """A file, and the form and notice behind its consents."""

    class Meta:
        csrf = False

    file = FileField(_l("名单文件（.xlsx 或 .csv）"))
    consent_on = DayField(_l("同意书日期"), [Optional()])
    notice_version = StringField(_l("告知书版本"), [Length(max=60, message=_l("请不要超过 60 个字"))])
