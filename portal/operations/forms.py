"""Forms of the operations pages."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, DateTimeLocalField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from registry.core.clock import SHANGHAI
from registry.operations.rules import LONGEST_FINDINGS, LONGEST_TEXT

_MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]  # as browsers send it, and as people type it


def in_shanghai(moment: datetime | None) -> datetime:
    """A moment typed on the office's clock."""
    assert moment is not None
    return moment.replace(tzinfo=SHANGHAI)


class NoticeForm(FlaskForm):
    """A maintenance notice in both languages."""

    class Meta:
        csrf = False  # the guard checks the token of every form of the desks

    text_zh = StringField(_l("中文通知"), [InputRequired(_l("请填写中文")), Length(max=LONGEST_TEXT)])
    text_en = StringField(_l("英文通知"), [InputRequired(_l("请填写英文")), Length(max=LONGEST_TEXT)])
    from_at = DateTimeLocalField(_l("开始时间"), [InputRequired(_l("请填写开始时间"))], format=_MOMENTS)
    until_at = DateTimeLocalField(_l("结束时间"), [InputRequired(_l("请填写结束时间"))], format=_MOMENTS)


class ReviewForm(FlaskForm):
    """A look at the security of the system."""

    class Meta:
        csrf = False

    held_on = DateField(_l("检查日期"), [InputRequired(_l("请填写日期"))])
    scope = StringField(_l("检查了什么"), [InputRequired(_l("请填写检查了什么")), Length(max=LONGEST_TEXT)])
    findings = TextAreaField(_l("发现了什么"), [InputRequired(_l("请填写发现了什么")), Length(max=LONGEST_FINDINGS)])
