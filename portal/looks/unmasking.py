"""One whole number for one page: noted and committed, then read in another transaction."""

from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.language import text
from portal.looks.forms import UnmaskForm
from portal.signing import current_actor
from portal.wiring import wiring
from registry.core.errors import NotAllowed, RuleBroken
from registry.looks.actions import ask_to_see
from registry.looks.seeing import see
from registry.looks.states import Seen


def unmasked(worker_ref: str, form: UnmaskForm) -> str | None:
    """The number asked for, or None with what is wrong hung onto the form. Raises NotFound, NotAllowed."""
    if not form.validate():
        return None
    at, actor = wiring(), current_actor()
    try:
        with write_unit() as session:
            look = ask_to_see(
                session, actor, at.clock, worker_ref, seen=Seen(form.seen.data), purpose=form.purpose.data or "",
                why=form.why.data or "", case_number=form.case.data or "", limit=at.settings.looks_a_day,
            )  # fmt: skip
    except RuleBroken as problem:
        into_form(form, problem)
        return None
    except NotAllowed as problem:
        form.form_errors.append(text(problem.message))
        return None
    # The request's snapshot is older than the note of the look: begin a new one.
    read_session().rollback()
    return see(read_session(), actor, at.keyring, look, at.clock.now())
