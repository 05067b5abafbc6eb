"""The officers' day: one worklist, one page per case, and who had what when."""

from flask import Blueprint

from portal.language import text
from registry.cases.states import Act, CaseKind, CaseState, Outcome

blueprint = Blueprint("cases", __name__)


@blueprint.app_template_filter("case_words")
def case_words(value: str) -> str:
    """A state, kind, act or outcome of a case, stored as a plain value, in the reader's language."""
    for known in (CaseState, CaseKind, Outcome, Act):
        if value in known._value2member_map_:
            return text(known(value))
    return value
