"""Rosters in the browser: a company uploads its people, sees what would change, and confirms."""

from flask import Blueprint

from portal.language import text
from registry.rosters.states import UploadState

blueprint = Blueprint("rosters", __name__)


@blueprint.app_template_filter("upload_words")
def upload_words(value: str) -> str:
    """An upload's state in the reader's language."""
    return text(UploadState(value))
