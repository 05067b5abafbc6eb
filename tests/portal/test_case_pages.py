"""Every page that a kind of case is sent to exists, and takes the case's ref."""

from flask import Flask

from portal.case_pages import PAGES, own_page
from registry.cases.states import CaseKind


def test_every_page_of_a_kind_can_be_built(app: Flask) -> None:
    with app.test_request_context():
        for kind in CaseKind:
            address = own_page(kind, "ref0")
            assert (address is None) == (kind not in PAGES)
            assert address is None or "ref0" in address
