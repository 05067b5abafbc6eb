"""The menus: every row leads somewhere and asks for what its page asks for."""

from flask import Flask

from portal.desk_menu import MENU, menu_of
from portal.guards import permission_of
from registry.core.actor import SIGNED_IN_ROLES, Actor
from registry.permissions import PERMISSIONS


def test_a_row_asks_for_what_its_page_asks_for(app: Flask) -> None:
    for item in MENU:
        assert permission_of(app.view_functions[item.endpoint]) == item.permission
        assert item.endpoint.split(".")[1].startswith(item.desk)


def test_nobody_is_shown_what_is_closed() -> None:
    for role in SIGNED_IN_ROLES:
        for item in menu_of(Actor("x", role, "x", "c")):
            assert role in PERMISSIONS[item.permission].roles
