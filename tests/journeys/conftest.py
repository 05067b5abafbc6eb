"""A served city and a browser, once for all journeys."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.world import World, build, served

SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--lang=zh-CN",
]  # fmt: skip
WIDE = {"width": 1200, "height": 900}
PHONE = {"width": 360, "height": 640}


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


def listen(page: Page) -> list[str]:
    """Everything a page complains of from now on: console errors, violations of the policy, failed requests."""
    complaints: list[str] = []

    def heard(message: object) -> None:
        kind, text = message.type, message.text
        # A refusal that the journey asks for is no complaint.
        if kind in {"error", "warning"} and "the server responded with a status of" not in text:
            complaints.append(text)

    page.on("console", heard)
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    # A page left early and an answer that becomes a file are "aborted"; neither is a fault.
    page.on(
        "requestfailed",
        lambda request: None if "ABORTED" in str(request.failure) else complaints.append(f"{request.url}: failed"),
    )
    return complaints
