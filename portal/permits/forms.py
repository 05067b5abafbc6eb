"""Forms about permits and cards."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, FileField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.language import text
from registry.cases.states import CaseKind, Outcome

SANCTIONS = (CaseKind.PERMIT_SUSPENSION, CaseKind.PERMIT_REVOCATION)


class _Form(FlaskForm):
    class Meta:
        csrf = False  # the guard checks the token of every form of the desks


class DayField(DateField):
    """A day, refused in our own words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read 2026-11-21. Raises ValueError."""
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(gettext("日期请写成 2026-11-21 的样子")) from problem


class WordsForm(_Form):
    """A few words that may be left out."""

    words = TextAreaField(_l("说明（可不填）"), [Length(max=2000)])


class ReasonForm(_Form):
    """A reason."""

    why = TextAreaField(_l("原因"), [InputRequired(_l("请写明原因")), Length(max=2000)])


class DecisionForm(_Form):
    """How an application ends. `version` is the state of the case that the page showed."""

    outcome = RadioField(_l("结论"), [InputRequired(_l("请选择结论"))])
    valid_until = DayField(_l("有效期至"), [Optional()], format="%Y-%m-%d")
    why = TextAreaField(_l("理由"), [InputRequired(_l("请写明理由")), Length(max=2000)])
    version = HiddenField()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.outcome.choices = [(one.value, text(one)) for one in (Outcome.APPROVED, Outcome.REFUSED)]

    @property
    def seen(self) -> int | None:
        """The version of the case that the reader saw."""
        given = self.version.data or ""
        return int(given) if given.isdecimal() and len(given) < 10 else None


class SanctionForm(_Form):
    """Proposing to suspend or to revoke."""

    kind = RadioField(_l("提出"), [InputRequired(_l("请选择暂停或吊销"))])
    why = TextAreaField(_l("理由"), [InputRequired(_l("请写明理由")), Length(max=2000)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(one.value, text(one)) for one in SANCTIONS]


class ExtendForm(_Form):
    """A later last day."""

    valid_until = DayField(_l("新的有效期至"), [InputRequired(_l("请填写日期"))], format="%Y-%m-%d")
    why = TextAreaField(_l("理由"), [InputRequired(_l("请写明理由")), Length(max=2000)])


class FindForm(_Form):
    """A permit number, typed whole."""

    number = StringField(_l("证件号"), [InputRequired(_l("请填写证件号")), Length(max=40)])


class PhotoForm(_Form):
    """A picture to upload."""

    photo = FileField(_l("照片"))
