"""A served city, served desks and a browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.looking import PHONE, listen
from tests.journeys.posts import Posts
from tests.journeys.world import World, build, empty, served
from tests.make.applications import ready

SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--lang=zh-CN",
]  # fmt: skip


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, empty_register: Path) -> Iterator[World]:
    """The city: journeys that change somebody make somebody of their own."""
    folder = tmp_path_factory.mktemp("city")
    shutil.copyfile(empty_register, folder / "register.db")
    with served(build(folder)) as world:
        yield world


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless, with a profile of its own that is thrown away."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "Chromium is missing: make browser"
    # Playwright looks for a Node of its own unless told; nothing is downloaded.
    os.environ.setdefault("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser, world: World) -> Iterator[BrowserContext]:
    """A visitor on a phone who has never been here."""
    context = chromium.new_context(base_url=world.address, viewport=PHONE, locale="zh-CN")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(visitor: BrowserContext) -> Iterator[Page]:
    """The visitor's page; whatever the console complains of fails the test."""
    made = visitor.new_page()
    complaints = listen(made)
    yield made
    assert complaints == []


@pytest.fixture
def plain(chromium: Browser, world: World) -> Iterator[Page]:
    """A page of a visitor whose browser runs no script."""
    context = chromium.new_context(base_url=world.address, viewport=PHONE, java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory, empty_register: Path, chromium: Browser) -> Iterator[Posts]:
    """Desks of their own for a module: an empty register with its areas and this year's calendar."""
    folder = tmp_path_factory.mktemp("desks")
    shutil.copyfile(empty_register, folder / "register.db")
    with served(empty(folder, looks_a_day=1)) as world:
        world.write(lambda session: ready(session, world.clock))
        made = Posts(world, chromium)
        yield made
        made.close()


@pytest.fixture
def posts(staffed: Posts) -> Iterator[Posts]:
    """The module's desks; whatever was wrong on a page on the way fails the test."""
    yield staffed
    faults = staffed.faults()
    assert not faults, "\n".join(faults)
