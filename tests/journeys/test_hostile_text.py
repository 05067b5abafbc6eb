"""Texts that want to be markup: should one ever get past the rules, no page lets it be more than text (safety T12)."""

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from registry.companies.disclosure import FormerName, Insurance, Outlet, ResponsiblePerson
from registry.companies.states import ResponsibleRole
from registry.core.base import new_ref
from registry.core.clock import shanghai_date
from registry.record import keys
from registry.record.actions import Publication, publish
from tests.conftest import NOW
from tests.journeys.looking import WIDE, listen
from tests.journeys.world import World, empty, served
from tests.make.companies import company_face, uscc

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAYLOADS: list[str] = json.loads((Path(__file__).parent / "payloads.json").read_text("utf-8"))

HARM = """
() => [
  ...document.querySelectorAll("[id^=pwned], iframe, object, embed, base, meta[http-equiv=refresh], [style]"),
  ...[...document.querySelectorAll("*")].filter(node => [...node.attributes].some(one => one.name.startsWith("on"))),
  ...[...document.querySelectorAll("[href], [src], [action]")].filter(node =>
    !["http:", "https:", "tel:"].includes(new URL(node.href || node.src || node.action, location).protocol)
    || /evil/.test(new URL(node.href || node.src || node.action, location).host)),
].map(node => node.outerHTML.slice(0, 120)).concat(window.pwned ? ["a payload ran"] : [])
"""


def code(number: int) -> str:
    """The credit code of the company that carries a payload."""
    return uscc(6_000_000 + number)


def hostile(session: Session, world: World) -> None:
    """A company per payload, with the payload in every text field, written past every rule."""
    today = shanghai_date(NOW)
    for number, payload in enumerate(PAYLOADS):
        ref = new_ref()
        face = company_face(
            name=payload, brand=payload, uscc=code(number), address=payload, licence_scope=payload,
            legal_representative=payload, hotline=payload, complaint_phone=payload,
            outlets=(Outlet(payload, payload, "990101", payload),), former_names=(FormerName(payload, today),),
            responsible_roles=tuple(ResponsiblePerson(role, payload) for role in ResponsibleRole),
            insurance=Insurance(payload, payload, None),
        )  # fmt: skip
        publish(session, world.clock, [Publication(face.KIND, ref, ref, face, today, basis=payload)])
        keys.bind(session, "uscc", code(number), face.KIND.name, ref, ref)


@pytest.fixture(scope="module")
def besieged(tmp_path_factory: pytest.TempPathFactory, empty_register: Path) -> Iterator[World]:
    """A register of nothing but hostile companies."""
    folder = tmp_path_factory.mktemp("besieged")
    shutil.copyfile(empty_register, folder / "register.db")
    with served(empty(folder)) as world:
        world.write(lambda session: hostile(session, world))
        yield world


@pytest.fixture(scope="module")
def guard(chromium: Browser, besieged: World) -> Iterator[Page]:
    """A page that walks into every trap."""
    context = chromium.new_context(base_url=besieged.address, viewport=WIDE)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def walk(page: Page, address: str) -> list[str]:
    """Everything that went wrong on a page: dialogs, violations of the policy, markup made from text."""
    wrong = listen(page)
    page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.goto(address)
    return [*page.evaluate(HARM), *wrong]


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_a_companys_texts_stay_texts(guard: Page, number: int) -> None:
    for tail in ("", "/history", "?known_on=2026-11-21&effective_on=2026-11-20"):
        assert walk(guard, f"/companies/{code(number)}{tail}") == []


def test_lists_of_results_hold_only_texts(guard: Page) -> None:
    for page in (1, 2):
        assert walk(guard, f"/search?page={page}") == []
        assert guard.locator(".hit").count() == 20


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_typed_comes_back_as_text(guard: Page, besieged: World, payload: str) -> None:
    besieged.forget_counts()
    for start, name, press in (("/search", "q", "Enter"), ("/check", "surname", "Enter")):
        guard.goto(start)
        if name == "surname":
            guard.locator("main input[name=number]").fill(payload[:64])
        guard.locator(f"main input[name={name}]").fill(payload[:64])
        guard.locator(f"main input[name={name}]").press(press)
        guard.wait_for_load_state()
        assert guard.evaluate(HARM) == []


def test_no_cell_of_the_table_runs_as_a_formula(besieged: World) -> None:
    answer = besieged.app.test_client().get("/search.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert len(rows) == len(PAYLOADS) + 1
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_json_is_never_taken_for_a_page(besieged: World) -> None:
    client = besieged.app.test_client()
    for address in ("/search.json", f"/companies/{code(0)}.json", f"/companies/{code(0)}/history.json"):
        answer = client.get(address)
        assert answer.mimetype == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
