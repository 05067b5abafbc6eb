"""A photo on its way in: read from the form, remade, and the file that was sent forgotten."""

from flask import request
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.desk import into_form
from portal.permits.forms import PhotoForm
from portal.sending import tried
from portal.signing import current_actor
from portal.wiring import wiring
from registry.core.errors import RuleBroken
from registry.permits.actions_photos import keep_photo, remove_photo
from registry.photos.rules import LARGEST_BYTES, portrait

LARGEST_FORM = LARGEST_BYTES + 200_000  # the file with what a form wraps around it


def photo_sent(form: PhotoForm, person: str, page: str) -> Response | None:
    """Keep the uploaded photo, or remove the one that is there, and lead to the page; None when it is no photo."""
    at = wiring()
    try:
        image = None if "remove" in request.form else _uploaded_portrait()
    except RuleBroken as problem:
        into_form(form, problem)
        return None

    def act(session: Session) -> str:
        if image is None:
            remove_photo(session, current_actor(), at.clock, person)
        else:
            keep_photo(session, current_actor(), at.clock, at.keyring, person, image)
        return page

    return tried(form, act, gettext("照片已保存。") if image else gettext("照片已删除。"))


def _uploaded_portrait() -> bytes:
    """The uploaded picture as it may be kept. Raises RuleBroken."""
    sent = request.files.get("photo")
    return portrait(sent.read(LARGEST_BYTES + 1) if sent else b"")
