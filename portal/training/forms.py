"""Forms about programmes, sessions, results and contests."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.language import text
from registry.core.labels import LabelledEnum
from registry.core.taxonomy import ServiceLine
from registry.training.states import Category, Mode, OccasionKind, Topic

SAY = _l("请填写这一项")
DAY = _l("日期写成 2026-11-21 的样子")


def _choices(enum: type[LabelledEnum]) -> list[tuple[str, str]]:
    return [(one.value, text(one)) for one in enum]


class DeskForm(FlaskForm):
    """A form of the desks: the guard checks its token."""

    class Meta:
        csrf = False


class ProgrammeForm(DeskForm):
    """A programme, or its next version."""

    code = StringField(_l("课程编号"), [InputRequired(SAY), Length(max=20)])
    title = StringField(_l("课程名称"), [InputRequired(SAY), Length(max=80)])
    category = SelectField(_l("内容"), choices=lambda: _choices(Category))
    class_hours = IntegerField(_l("课时"), [InputRequired(SAY)])
    credits = IntegerField(_l("学分（每课时至多一分）"), [InputRequired(SAY)])
    topics = SelectMultipleField(_l("主题"), choices=lambda: _choices(Topic))
    lines = SelectMultipleField(_l("服务项目（不选为全员课程）"), choices=lambda: _choices(ServiceLine))
    examined = BooleanField(_l("结课考核"))
    why = StringField(_l("修订原因（修订时填写）"), [Length(max=200)])


class SessionForm(DeskForm):
    """A session as held."""

    programme = SelectField(_l("课程"))
    mode = SelectField(_l("方式"), choices=lambda: _choices(Mode))
    class_hours = IntegerField(_l("实际课时"), [InputRequired(SAY)])
    held_on = DateField(_l("培训日期"), [InputRequired(DAY)])
    organisation = StringField(_l("培训机构"), [InputRequired(SAY), Length(max=80)])
    trainer = StringField(_l("授课人"), [InputRequired(SAY), Length(max=40)])


class ResultsForm(DeskForm):
    """Results pasted, one person a line."""

    pasted = TextAreaField(_l("名单"), [InputRequired(SAY), Length(max=20_000)])
    examiner = StringField(_l("考核人"), [Length(max=40)])


class EvaluationForm(DeskForm):
    """How those who came judged the session."""

    score = IntegerField(_l("培训评估分（0 至 100）"), [InputRequired(SAY)])
    note = StringField(_l("说明"), [Length(max=200)])


class ReasonForm(DeskForm):
    """Why."""

    why = StringField(_l("原因"), [InputRequired(SAY), Length(max=200)])


class OccasionForm(DeskForm):
    """A contest or seminar."""

    kind = SelectField(_l("类型"), choices=lambda: _choices(OccasionKind))
    title = StringField(_l("名称"), [InputRequired(SAY), Length(max=80)])
    organiser = StringField(_l("主办方"), [InputRequired(SAY), Length(max=80)])
    held_on = DateField(_l("日期"), [InputRequired(DAY)])
    pasted = TextAreaField(_l("参加人员：每行一个证号，后面可写奖项"), [Length(max=20_000)])
