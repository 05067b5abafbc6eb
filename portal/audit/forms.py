"""Forms of the trace's reader."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length


class TraceForm(FlaskForm):
    """What narrows the trace; sent by GET. A subject is an opaque ref, a case its number: nothing personal."""

    class Meta:
        csrf = False

    actor = SelectField(_l("谁做的"), validate_choice=False)
    action = StringField(_l("动作（如 case. 或 company.register）"), [Length(max=60)])
    subject = StringField(_l("对象编号"), [Length(max=40)])
    case = StringField(_l("案号"), [Length(max=30)])
    first = StringField(_l("自（年-月-日）"), [Length(max=10)])
    last = StringField(_l("至（年-月-日）"), [Length(max=10)])


class ExportForm(FlaskForm):
    """Why the trace is taken out."""

    class Meta:
        csrf = False

    why = TextAreaField(_l("导出的理由"), [InputRequired(_l("请写明导出的理由")), Length(max=500)])
