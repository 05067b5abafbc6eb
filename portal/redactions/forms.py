"""Forms of erasing from the public record."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.language import text
from portal.redactions.words import field_words
from registry.redactions.states import AskedBy, Rule


class ItemForm(FlaskForm):
    """Which entry; sent as a question."""

    class Meta:
        csrf = False

    item = StringField(_l("公开记录序号"), [Length(max=12)])


class RedactionForm(FlaskForm):
    """What of an entry, under which rule, asked by whom."""

    class Meta:
        csrf = False

    item = HiddenField()
    fields = SelectMultipleField(_l("删除哪些内容"))
    every_version = BooleanField(_l("各个版本中的同一内容一并删除"))
    rule = SelectField(_l("依据"), [InputRequired(_l("请选择"))])
    asked_by = SelectField(_l("谁提出的"), [InputRequired(_l("请选择"))])
    why = TextAreaField(_l("理由"), [InputRequired(_l("请写明理由")), Length(max=2000)])

    def filled(self, fields: Sequence[str]) -> "RedactionForm":
        """With the fields of the entry, the rules and the askers to choose from."""
        self.fields.choices = [(name, field_words(name)) for name in fields]
        self.rule.choices = [(one.value, text(one)) for one in Rule]
        self.asked_by.choices = [(one.value, text(one)) for one in AskedBy]
        return self
