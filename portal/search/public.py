"""The results and the services."""

from flask import render_template, request

from portal.guards import public
from portal.search import blueprint


@blueprint.get("/search")
@public
def public_results() -> str:
    """What the register holds under these words."""
    return render_template("search/public/results.html", q=request.args.get("q", ""))


@blueprint.get("/services")
@public
def public_services() -> str:
    """What is offered, by group and line."""
    return render_template("search/public/services.html")
