"""A regulator sees one whole number of a person of the own districts, saying which inspection it is for."""

from flask import render_template, request

from portal.database import read_session
from portal.guards import signed_in
from portal.looks import blueprint
from portal.looks.forms import UnmaskForm
from portal.looks.unmasking import unmasked
from portal.signing import current_actor
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND
from registry.looks.queries import in_districts


@blueprint.route("/regulator/people/<ref>/number", methods=["GET", "POST"])
@signed_in("looks.unmask_own_districts")
def regulator_number(ref: str) -> str | tuple[str, int]:
    """The form with the purpose; sent, it shows the number and is noted. To others the person does not exist."""
    if not in_districts(read_session(), ref, current_actor().districts):
        raise NotFound(NOT_FOUND)
    form = UnmaskForm(request.form if request.method == "POST" else None).filled()
    if request.method == "GET":
        return render_template("looks/regulator/number.html", form=form, value=None, ref=ref)
    value = unmasked(ref, form)
    page = render_template("looks/regulator/number.html", form=form, value=value, ref=ref)
    return (page, 400) if value is None else page
