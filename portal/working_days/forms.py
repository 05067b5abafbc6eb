"""Forms of the calendar."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.language import text
from registry.working_days.states import DayKind

FIRST, LAST = 2004, 2200  # years that have a calendar of working days
_WHY = [InputRequired(_l("请写明理由")), Length(max=200)]


class DayForm(FlaskForm):
    """A day that is not what its place in the week says."""

    class Meta:
        csrf = False  # the guard checks the token of every form of the desks

    day = DateField(_l("日期"), [InputRequired(_l("请填写日期"))])
    kind = SelectField(_l("是什么日子"))
    name = StringField(_l("名称"), [InputRequired(_l("请填写名称")), Length(max=40)])
    why = StringField(_l("理由"), _WHY)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.kind.choices = [(kind.value, text(kind)) for kind in DayKind]


class YearForm(FlaskForm):
    """A year to load, open by hand or confirm."""

    class Meta:
        csrf = False

    year = IntegerField(_l("年份"), [InputRequired(_l("请填写年份")), NumberRange(FIRST, LAST, _l("请填写年份"))])
    ground = StringField(_l("依据"), [Length(max=200)])


class CountForm(FlaskForm):
    """A limit to be counted for trial."""

    class Meta:
        csrf = False

    start = DateField(_l("从哪天"), [InputRequired(_l("请填写日期"))])
    count = IntegerField(
        _l("多少个工作日"), [InputRequired(_l("请填写天数")), NumberRange(1, 400, _l("请填 1 至 400"))]
    )
