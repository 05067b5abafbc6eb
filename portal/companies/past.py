"""The form that ties a company to a predecessor, at both desks, and what such a case says."""

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.fields import DayField
from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.companies.disclosure import CompanyFace
from registry.companies.queries import load, refs_by_uscc
from registry.companies.states import SuccessionDeclarer
from registry.core.identifiers import normalise_identifier


class PastForm(FlaskForm):
    """Which company is carried on, since when, and on what that rests; `reply` is asked for at the office only."""

    class Meta:
        csrf = False

    predecessor = StringField(_l("前身企业的统一社会信用代码"), [InputRequired(_l("请填写这一项")), Length(max=40)])
    from_on = DayField(_l("从哪一天起延续"), [InputRequired(_l("请填写这一项"))])
    basis = TextAreaField(
        _l("依据：人员、场所、法定代表人或业务怎样延续"), [InputRequired(_l("请写明依据")), Length(max=2000)]
    )
    reply = TextAreaField(_l("企业的答复（没有答复也要写明）"), [Length(max=2000)])

    def company(self, session: Session) -> str:
        """The ref of the company named; "" when none is registered under the code."""
        code = normalise_identifier(self.predecessor.data or "")
        return refs_by_uscc(session, [code]).get(code, "")

    def day(self) -> date:
        """The day from which; validated before."""
        assert self.from_on.data is not None
        return self.from_on.data


@dataclass(frozen=True, slots=True)
class TieAsked:
    """What a case about a predecessor says."""

    predecessor: CompanyFace | None
    declarer: SuccessionDeclarer
    basis: str
    reply: str
    from_on: date


def tie_of(session: Session, case: Case) -> TieAsked | None:
    """The tie a case is about; None for other kinds."""
    said = case.payload
    if case.kind != CaseKind.SUCCESSION or "predecessor" not in said:
        return None
    return TieAsked(
        load(session, [said["predecessor"]]).get(said["predecessor"]), SuccessionDeclarer(said["declared_by"]),
        said["basis"], said["reply"], date.fromisoformat(said["from_on"]),
    )  # fmt: skip
