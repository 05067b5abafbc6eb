"""Every page of every desk in the browser: no sideways scroll, nothing for axe or vnu to say, a quiet console.

The pages are those of the application's own addresses; what stands for their parameters comes from tests/addresses.py.
A page that several posts open is looked at once, as the first of them; the menus of all are walked to their ends.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.desk_menu import menu_of
from registry.accounts.rules import needs_second_factor
from registry.looks.states import Purpose
from tests.addresses import ROLES, address, guarded, held, methods
from tests.desk import Desk
from tests.journeys.conftest import PHONE, WIDE, listen
from tests.journeys.test_every_page import AXE, RUN_AXE, SIDEWAYS, said_by_vnu
from tests.journeys.world import World, empty, served
from tests.make.accounts import PASSWORD
from tests.make.belongings import Things, belongings

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# They answer with a file or lead on; a browser shows no page of theirs.
NO_PAGE = {
    "accounts.own_onward", "permits.company_certificate", "permits.company_photo", "permits.office_certificate",
    "permits.office_photo", "rights.office_filed", "rosters.company_errors", "rosters.company_progress",
    "rosters.company_template",
}  # fmt: skip


class City:
    """A served register with one of everything, and people signed in at every desk."""

    def __init__(self, world: World, chromium: Browser) -> None:
        self.world = world
        self.desk = Desk(world.app, world.clock)
        for role in ROLES:
            self.desk.actor(role)
        self.things: Things = belongings(world.app, self.desk)[0]
        self._chromium = chromium
        self._contexts: dict[tuple[str, bool], BrowserContext] = {}
        self._secrets: dict[str, str] = {}

    def page(self, role: str, *, script: bool = True) -> Page:
        """A page of a browser that is signed in as a role, through the form and with its authenticator."""
        if (role, script) not in self._contexts:
            context = self._chromium.new_context(
                base_url=self.world.address, viewport=WIDE, locale="zh-CN", java_script_enabled=script
            )
            context.set_default_timeout(15_000)
            self._contexts[role, script] = context
            self._sign_in(context.new_page(), role)
        return self._contexts[role, script].pages[0]

    def _sign_in(self, page: Page, role: str) -> None:
        page.goto("/account/sign-in")
        page.fill("#email", f"{role}-1@example.test")
        page.fill("#password", PASSWORD)
        page.locator("main form button").click()
        if not needs_second_factor(role):
            return
        if role not in self._secrets:
            page.locator("main form button").first.click()
            self._secrets[role] = page.locator(".secret").inner_text().replace(" ", "")
        else:
            self.world.clock.advance(seconds=30)
        page.fill("#code", pyotp.TOTP(self._secrets[role]).at(self.world.clock.now()))
        page.locator("main form", has=page.locator("#code")).get_by_role("button").click()
        expect(page.locator("#code")).to_have_count(0)

    def close(self) -> None:
        """Close the browsers."""
        for context in self._contexts.values():
            context.close()


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
        # The browser holds the authenticator of the first of each post; an applicant has none.
        client = city.desk.sign_in(role, 1 if role == "applicant" else 2).plain
        for endpoint, path in zip(endpoints, paths(city, role), strict=True):
            for language in ("", "/en"):
                answer = client.get(language + path)
                if answer.status_code == 200:
                    (tmp_path / f"{endpoint}{language.replace('/', '-')}.html").write_bytes(answer.data)
    said = said_by_vnu(tmp_path)
    assert not said, "\n".join(said)
