"""Every page of every desk in the browser: no sideways scroll, nothing for axe or vnu to say, a quiet console.

The pages are those of the application's own addresses; what stands for their parameters comes from tests/addresses.py.
A page that several posts open is looked at once, as the first of them; the menus of all are walked to their ends.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from portal.desk_menu import menu_of
from registry.looks.states import Purpose
from tests.addresses import ROLES, address, guarded, held, methods
from tests.journeys.looking import AXE, PHONE, RUN_AXE, SIDEWAYS, WIDE, listen
from tests.journeys.posts import Posts
from tests.journeys.test_every_page import said_by_vnu
from tests.journeys.world import World, empty, served
from tests.make.belongings import Things, belongings

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# They answer with a file or lead on; a browser shows no page of theirs.
NO_PAGE = {
    "accounts.own_onward", "permits.company_certificate", "permits.company_photo", "permits.office_certificate",
    "permits.office_photo", "rights.office_filed", "rosters.company_errors", "rosters.company_progress",
    "rosters.company_template", "rosters.office_progress",
}  # fmt: skip


class City(Posts):
    """One of everything, and people signed in at every desk."""

    def __init__(self, world: World, chromium: Browser) -> None:
        super().__init__(world, chromium)
        for role in ROLES:
            self.actor(role)
        self.things: Things = belongings(world.app, self.desk)[0]

    def page(self, role: str, *, script: bool = True) -> Page:
        """A page of a browser that is signed in as a role."""
        return self.at(role, script=script).page


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, empty_register: Path, chromium: Browser) -> Iterator[City]:
    """One city for all pages: nothing is changed but by opening."""
    folder = tmp_path_factory.mktemp("desks")
    shutil.copyfile(empty_register, folder / "register.db")
    with served(empty(folder)) as world:
        made = City(world, chromium)
        yield made
        made.close()


def opened_by(app: Flask) -> dict[str, list[str]]:
    """{role: endpoints of the pages it is the first to open}."""
    seen: set[str] = set()
    found: dict[str, list[str]] = {}
    for role in ROLES:
        for rule in guarded(app):
            if "GET" in methods(rule) and rule.endpoint not in NO_PAGE | seen and held(app, rule, role):
                seen.add(rule.endpoint)
                found.setdefault(role, []).append(rule.endpoint)
    return found


def paths(city: City, role: str) -> list[str]:
    """The addresses of a role's own pages."""
    rules = {rule.endpoint: rule for rule in guarded(city.world.app) if "GET" in methods(rule)}
    return [address(city.world.app, rules[one], city.things) for one in opened_by(city.world.app).get(role, [])]


def open_file(city: City, page: Page, role: str) -> None:
    """Open the person's file with a purpose; from here on their pages show what they hold."""
    rule = next(rule for rule in guarded(city.world.app) if rule.endpoint == "looks.office_open")
    if held(city.world.app, rule, role):
        page.goto(f"/office/people/{city.things['worker']}")
        page.select_option("#purpose", Purpose.VERIFY.value)
        page.locator("main form", has=page.locator("#purpose")).get_by_role("button").click()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_post(city: City, role: str) -> None:
    page = city.page(role)
    open_file(city, page, role)
    complaints = listen(page)
    wrong: list[str] = []
    for path in paths(city, role):
        for language in ("", "/en"):
            page.set_viewport_size(WIDE)
            page.goto(language + path)
            found = page.evaluate(SIDEWAYS)
            page.evaluate(AXE)
            # One language on the wide screen, the other on the phone: together every page in every way.
            found += page.evaluate(RUN_AXE) if language else []
            page.set_viewport_size(PHONE)
            found += [f"at 360: {one}" for one in page.evaluate(SIDEWAYS)]
            found += [] if language else [f"at 360: {one}" for one in page.evaluate(RUN_AXE)]
            wrong += [f"{language}{path}: {one}" for one in found]
    assert not wrong, "\n".join(wrong)
    assert complaints == []


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_of_a_post_leads_on_without_script(city: City, role: str) -> None:
    items = menu_of(city.desk.actor(role))
    assert items
    page = city.page(role, script=False)
    page.set_viewport_size(PHONE)
    for item in items:
        link = page.locator(f".desk-menu a[href='{address_of(city, item.endpoint)}']")
        link.first.click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.url.endswith(address_of(city, item.endpoint))


def address_of(city: City, endpoint: str) -> str:
    """The address of a page without parameters."""
    with city.world.app.test_request_context():
        return city.world.app.url_map.bind("localhost").build(endpoint)


def test_the_checker_of_html_has_nothing_to_say(city: City, tmp_path: Path) -> None:
    for role, endpoints in opened_by(city.world.app).items():
        client = city.desk.sign_in(role).plain
        for endpoint, path in zip(endpoints, paths(city, role), strict=True):
            for language in ("", "/en"):
                answer = client.get(language + path)
                if answer.status_code == 200:
                    (tmp_path / f"{endpoint}{language.replace('/', '-')}.html").write_bytes(answer.data)
    said = said_by_vnu(tmp_path)
    assert not said, "\n".join(said)
