"""Rosters in the browser: a company uploads its people and confirms; officers rule on the newcomers."""

from flask import Blueprint, request

from portal.language import text
from registry.rosters.states import UploadState

blueprint = Blueprint("rosters", __name__)


@blueprint.app_template_filter("upload_words")
def upload_words(value: str) -> str:
    """An upload's state in the reader's language."""
    return text(UploadState(value))


def asked_row() -> int:
    """The row after which a page of newcomers begins, from the address."""
    asked = request.values.get("after", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else 0
