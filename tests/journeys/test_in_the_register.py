"""A family looks a company up, a person withdraws, and the keyboard goes everywhere."""

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from portal.demo.example_companies import GOOD, RENAMED, code_of
from registry.consents.actions import withdraw
from registry.consents.states import Channel, Scope
from registry.record import keys
from tests.journeys.looking import FOCUSED, PHONE, WIDE
from tests.journeys.visits import VISITS
from tests.journeys.world import CLERK, World
from tests.make.standing_people import Someone, someone

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_from_the_front_page_to_a_company_and_back_in_time(page: Page) -> None:
    page.goto("/")
    page.locator("input[name=q]").fill("丽红家政")
    page.locator("form[role=search]").get_by_role("button").click()
    page.locator(".hit h2 a", has_text="临江").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("云州市临江丽红家政服务部")
    expect(page.get_by_text("云州市临江红丽家政服务部")).to_be_visible()
    page.get_by_role("navigation", name="本页栏目").get_by_role("link", name="历史").click()
    expect(page.get_by_role("heading", name="首次登记")).to_be_visible()
    page.locator(".version").last.get_by_role("link", name="看当时的页面").click()
    expect(page.get_by_text("您正在看过去的记录")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("云州市临江红丽家政服务部")
    page.locator(".tools").get_by_role("link", name="English").click()
    expect(page.get_by_text("You are looking at the past")).to_be_visible()
    page.get_by_role("link", name="Back to now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("云州市临江丽红家政服务部")


def test_a_credit_code_opens_the_company_and_a_permit_number_the_door(page: Page) -> None:
    for typed, heading in ((code_of(GOOD), "云州市东塘晨光示范家政服务有限公司"), ("YD900000001", "验证上门人员")):
        page.goto("/search")
        page.locator("#q").fill(typed)
        page.locator("#q").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert page.locator("#number").input_value() == "YD900000001"


def listed(world: World) -> Someone:
    """A person of this journey only, who agreed to be listed."""

    def act(session: Session) -> Someone:
        company = keys.resolve(session, "uscc", code_of(RENAMED))
        assert company
        return someone(
            session=session, actor=CLERK, clock=world.clock, keyring=world.wiring.keyring,
            name="查玉兰", number="YZ420041", company=company.ref, scopes=[Scope.LISTING, Scope.CHECKS],
        )  # fmt: skip

    return world.write(act)


def test_consent_is_withdrawn_and_the_person_is_gone_everywhere(page: Page, world: World) -> None:
    person = listed(world)
    people = f"/companies/{code_of(RENAMED)}/people"
    page.goto(people)
    page.locator(".people a", has_text="查").click()
    assert page.url.endswith(f"/people/{person.page}")
    expect(page.get_by_role("heading", name="各项核查")).to_be_visible()
    page.goto("/search?kind=worker&item=HC01")
    assert page.locator(f".hit a[href$='{person.page}']").count() == 1
    world.write(lambda session: withdraw(session, CLERK, world.clock, person.ref, channel=Channel.TELEPHONE))
    for address in (
        f"/people/{person.page}",
        f"/people/{person.page}/history",
        f"/people/{person.page}?known_on=2026-11-20",
    ):
        answer = page.goto(address)
        assert answer
        assert answer.status == 404, address
    page.goto(people)
    assert page.locator(f"a[href$='{person.page}']").count() == 0
    page.goto("/search?kind=worker&item=HC01")
    assert page.locator(f".hit a[href$='{person.page}']").count() == 0
    assert page.locator(".hit a[href*='/people/']").count() > 0


REACHABLE = """
() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter(node => node.checkVisibility({ visibilityProperty: true }) && !node.disabled && node.type !== "hidden")
  .filter(node => !node.dataset.walked).map(node => node.outerHTML.slice(0, 120))
"""
WALKED = [
    "home",
    "results",
    "services",
    "company",
    "company people",
    "company history",
    "person",
    "check",
    "compare",
    "guide",
]


@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
@pytest.mark.parametrize("name", WALKED)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    chromium: Browser, world: World, name: str, viewport: dict[str, int]
) -> None:
    context = chromium.new_context(base_url=world.address, viewport=viewport)
    page = context.new_page()
    page.goto(VISITS[name](world).path)
    unseen: list[str] = []
    steps = 0
    while steps < 400:
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or (steps and focused["walked"] == "1"):
            break
        steps += 1
        if not (focused["drawn"] and focused["seen"]):
            unseen.append(focused["html"])
    missed = page.evaluate(REACHABLE)
    context.close()
    assert steps > 10
    assert not unseen, "\n".join(unseen)
    assert not missed, "\n".join(missed)


def test_the_first_stop_skips_to_the_content(page: Page) -> None:
    page.goto("/guide")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    expect(page.get_by_role("link", name="跳到正文")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_door_is_answered_by_keyboard_alone(page: Page, world: World) -> None:
    world.forget_counts()
    page.goto("/check")
    asked = world.asked("一切正常")
    page.locator("#number").focus()
    page.keyboard.type(asked["number"])
    page.keyboard.press("Tab")
    page.keyboard.type(asked["surname"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("证件有效")


def test_an_error_takes_the_focus_to_its_summary(page: Page) -> None:
    page.goto("/check")
    page.locator("#number").press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
