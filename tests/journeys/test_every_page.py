"""Every page in both languages: no sideways scroll at any width, nothing for axe or vnu to say, a quiet console."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.looking import AXE, PHONE, RUN_AXE, SIDEWAYS, WIDE, listen
from tests.journeys.visits import FILES, VISITS, Visit, circumstances, fetch
from tests.journeys.world import World
from tests.pages import read
from tests.structure.source import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VNU = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"

POST = """
([path, fields]) => {
  const form = document.createElement("form");
  form.method = "post"; form.action = path;
  for (const [name, value] of fields) {
    const field = document.createElement("input");
    field.type = "hidden"; field.name = name; field.value = value; form.append(field);
  }
  document.body.append(form); form.submit();
}
"""


@pytest.fixture(scope="module")
def walker(chromium: Browser, world: World) -> Iterator[Page]:
    """One page that walks through everything."""
    context = chromium.new_context(base_url=world.address, viewport=WIDE)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def go(page: Page, visit: Visit, language: str) -> None:
    """Open a page, by a form where it answers one."""
    if visit.form is None:
        page.goto(language + visit.path)
        return
    page.goto(language + "/accessibility")
    with page.expect_navigation():
        page.evaluate(POST, [language + visit.path, [list(pair) for pair in visit.form]])


@pytest.mark.parametrize("language", ["", "/en"], ids=["zh", "en"])
@pytest.mark.parametrize("name", [name for name in VISITS if name not in FILES])
def test_a_page(walker: Page, world: World, name: str, language: str) -> None:
    visit = VISITS[name](world)
    walker.set_viewport_size(WIDE)
    complaints = listen(walker)
    with circumstances(world, visit):
        go(walker, visit, language)
        wrong: list[Any] = walker.evaluate(SIDEWAYS)
        walker.evaluate(AXE)
        wrong += walker.evaluate(RUN_AXE)
        # 200 % zoom of a 1280 px window leaves 640 px; 400 % leaves 320 px.
        for width in (640, PHONE["width"], 320):
            walker.set_viewport_size({"width": width, "height": PHONE["height"]})
            wrong += [f"at {width}: {one}" for one in walker.evaluate(SIDEWAYS)]
            if width == PHONE["width"]:
                wrong += [f"at {width}: {one}" for one in walker.evaluate(RUN_AXE)]
        walker.evaluate("document.documentElement.classList.add('large')")
        wrong += [f"large: {one}" for one in walker.evaluate(SIDEWAYS)]
    assert not wrong, "\n".join(wrong)
    assert complaints == []


@pytest.mark.parametrize("language", ["", "/en"], ids=["zh", "en"])
def test_every_page_is_as_every_page_must_be(world: World, language: str) -> None:
    wrong = {}
    for name, where in VISITS.items():
        visit = where(world)
        with circumstances(world, visit):
            answer = fetch(world, visit, language)
        assert answer.status_code == visit.status, name
        page = read(answer.get_data(as_text=True))
        found = page.check(english=bool(language))
        if name in FILES:
            found = [one for one in found if one != "an inline style sheet"]
        if found:
            wrong[name] = found
    assert not wrong, "\n".join(f"{name}: {found}" for name, found in wrong.items())


def test_the_checker_of_html_has_nothing_to_say(world: World, tmp_path: Path) -> None:
    for name, where in VISITS.items():
        visit = where(world)
        for language in ("", "/en"):
            with circumstances(world, visit):
                body = fetch(world, visit, language).get_data()
            (tmp_path / f"{name.replace(' ', '-')}{language.replace('/', '-')}.html").write_bytes(body)
    said = said_by_vnu(tmp_path)
    assert not said, "\n".join(said)


def said_by_vnu(folder: Path) -> list[str]:
    """What the checker of HTML says of the pages in a folder."""
    files = [str(path) for path in sorted(folder.glob("*.html"))]
    ran = subprocess.run(
        ["java", "-Xss4m", "-jar", str(VNU), "--format", "json", "--exit-zero-always", "--stdout", *files],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    messages = json.loads(ran.stdout)["messages"]
    return sorted({f"{Path(one.get('url', '')).name}:{one.get('lastLine')}: {one['message']}" for one in messages})
