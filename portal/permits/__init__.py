"""The permit at the desks: applications, cards and badges, decisions."""

from flask import Blueprint

from registry.core.permit_numbers import spaced_card_code, spaced_permit_number

blueprint = Blueprint("permits", __name__, cli_group="permits")


@blueprint.app_template_filter("permit_number")
def permit_number(number: str) -> str:
    """A permit number in groups, as it is printed."""
    return spaced_permit_number(number)


@blueprint.app_template_filter("card_code")
def card_code(code: str) -> str:
    """A card's code in groups of four, as it is printed."""
    return spaced_card_code(code)
