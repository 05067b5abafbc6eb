"""What every template may use: icons, shapes, the association, the text size, the sheet's line for print."""

import re
from functools import lru_cache

from flask import Flask, request, url_for
from markupsafe import Markup

from portal.language import lang, moment
from portal.settings import Settings
from portal.static_files import shape_svg
from portal.wiring import wiring

SIZES = ("normal", "large")
_NAME_BREAK = re.compile(r"(?<=[市区县])(?=\S{4})|(?=家政|家庭|母婴|保洁|养老|服务|股份|有限|经营部|工作室)")


def text_size() -> str:
    """The reader's text size from the cookie: "normal" or "large"."""
    size = request.cookies.get("text_size", "normal")
    return size if size in SIZES else "normal"


def page_key() -> tuple[str, str, str]:
    """What distinguishes two renderings of a public page: address with query, language, text size."""
    return request.full_path, lang(), text_size()


def icon(name: str) -> Markup:
    """An outline drawing, decorative: the words beside it say everything."""
    return _ICONS[name]


@lru_cache(maxsize=2048)
def name_parts(name: str) -> Markup:
    """A company's name that breaks between its parts (place, brand, trade, form) and not inside a word."""
    return Markup("<wbr>").join(part for part in _NAME_BREAK.split(name) if part)


FRAME = {
    "home": "pages.public_home",
    "search": "search.public_results",
    "services": "search.public_services",
    "check": "door.public_check",
    "guide": "pages.public_guide",
    "verify": "pages.public_verify",
    "privacy": "pages.public_privacy",
    "complaint": "rights.entry_complaint",
    "accessibility": "pages.public_accessibility",
}


@lru_cache(maxsize=16)
def _frame_addresses(_root: str) -> dict[str, str]:
    return {name: url_for(endpoint) for name, endpoint in FRAME.items()}


def frame_addresses() -> dict[str, str]:
    """The addresses in every page's frame, worked out once per language: building them costs more than the rest."""
    return _frame_addresses(request.script_root)


def init_presentation(app: Flask) -> None:
    """Give the templates their globals."""
    settings: Settings = app.extensions["settings"]

    def association() -> str:
        return settings.association_en if lang() == "en" else settings.association

    def printed_at() -> str:
        return moment(wiring().clock.now())

    app.jinja_env.globals.update(
        icon=icon,
        name_parts=name_parts,
        base_address=settings.base_address,
        frame_addresses=frame_addresses,
        shape=shape_svg,
        association=association,
        association_phone=settings.association_phone,
        is_demo=settings.demo,
        text_size=text_size,
        printed_at=printed_at,
        wordmark=WORDMARK,
    )


_ICONS = {
    name: Markup(
        '<svg width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.800" stroke-linecap="round" '
        f'stroke-linejoin="round" aria-hidden="true" focusable="false">{body}</svg>'
    )
    for name, body in {
        "person": '<rect x="4" y="3" width="16" height="18" rx="2"/><circle cx="12" cy="10" r="2.800"/>'
        '<path d="M7.500 17.500c.8-2.400 2.500-3.500 4.500-3.500s3.700 1.100 4.500 3.500"/>',
        "house": '<path d="M4 10.500 12 4l8 6.500V20H4z"/><path d="M10 20v-5h4v5"/>',
        "list": '<rect x="4" y="3" width="16" height="18" rx="1.500"/><path d="M8 8h8M8 12h8M8 16h5"/>',
        "book": '<path d="M12 6.500C10 5 7 4.500 3.500 4.500v14c3.500 0 6.500.5 8.500 2 2-1.500 5-2 8.500-2v-14C17 4.500 14 5 12 6.500z"/>'
        '<path d="M12 6.500v14"/>',
        "tick": '<path d="m4 12.500 5 5L20 6.500" stroke-width="2.600"/>',
        "bang": '<path d="M12 4v10" stroke-width="3"/><circle cx="12" cy="19.500" r="1" fill="currentColor"/>',
        "cross": '<path d="M5 5l14 14M19 5 5 19" stroke-width="2.600"/>',
        "question": '<path d="M8.500 9a3.600 3.600 0 1 1 5.200 3.200c-1.100.6-1.700 1.300-1.700 2.600" stroke-width="2.200"/>'
        '<circle cx="12" cy="19" r="1" fill="currentColor"/>',
        "phone": '<path d="M6 3.500h3.500l1.500 5-2.200 1.400a12 12 0 0 0 5.300 5.300l1.400-2.200 5 1.500V18a2.500 2.500 0 0 1-2.700 '
        '2.500C10.500 20 4 13.500 3.500 6.200A2.500 2.500 0 0 1 6 3.500z"/>',
        "qr": '<path d="M3.500 3.500h6.500v6.500H3.500zM14 3.500h6.500v6.500H14zM3.500 14h6.500v6.500H3.500z"/>'
        '<path d="M6.200 6.200h1v1h-1zM16.800 6.200h1v1h-1zM6.200 16.800h1v1h-1zM14 14h2v2h-2zM18.500 14h2M14 18.500v2M17.500 17.500h3v3h-3z"/>',
        "warning": '<path d="M12 3.500 22 20.500H2z"/><path d="M12 10v4.500"/><circle cx="12" cy="17.500" r=".6" fill="currentColor"/>',
    }.items()
}

WORDMARK = Markup(
    '<svg width="30" height="32" viewBox="0 0 30 32" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true" focusable="false">'
    '<rect x="2" y="1.500" width="26" height="29" rx="3"/><path d="M8.500 6.500 20.500 4v24.500l-12-3.200z" '
    'stroke-linejoin="round"/><circle cx="16.800" cy="16.600" r="1.700" fill="#ffcf6b" stroke="none"/></svg>'
)
