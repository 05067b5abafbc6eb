"""The worklist without a mouse: open, claim, decide, the next one, hand several over; one always sees where one is."""

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

from registry.cases.states import CaseKind
from registry.core.actor import Actor
from tests.journeys.looking import FOCUSED
from tests.journeys.posts import Posts
from tests.make.cases import open_case

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_STEPS = 120


def cases(posts: Posts, number: int) -> None:
    """So many cases, one due an hour after the other."""
    clock = posts.world.clock

    def act(session: Session) -> None:
        for place in range(number):
            kind, subject = CaseKind.CERTIFICATE_REVIEW, f"certificate-{place}"
            open_case(session, clock, kind=kind, subject=subject, company=None, due_hours=place + 2)

    posts.world.write(act)


def tab_to(page: Page, wanted: Locator) -> None:
    """Tab until the element has the focus; wherever it rests on the way, one sees it."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            continue
        assert focused["drawn"], f"no focus to be seen at {focused['html']}"
        assert focused["seen"], f"the focus is out of sight at {focused['html']}"
        if wanted.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"not reached by Tab: {wanted}")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Tab to what leads to another page, and press a key on it."""
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press(key)


def skip_to_content(page: Page) -> None:
    """Past the menu, by the first stop of the page."""
    tab_to(page, page.get_by_role("link", name="跳到正文"))
    page.keyboard.press("Enter")


def decide(page: Page) -> None:
    """Choose, give the reason and send, by keys."""
    tab_to(page, page.locator("[name=decide-outcome]").first)
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=decide-outcome]").nth(1)).to_be_checked()
    page.keyboard.press("ArrowUp")
    expect(page.locator("[name=decide-outcome]").first).to_be_checked()
    tab_to(page, page.locator("[name=decide-why]"))
    page.keyboard.type("用途明确，同意")
    press(page, page.get_by_role("button", name="作出决定"), "Space")
    expect(page.locator(".flash")).to_contain_text("已记下。")


def test_cases_are_opened_decided_and_passed_on_by_keys(posts: Posts) -> None:
    cases(posts, 3)
    walk = posts.at("reviewer")
    walk.goto("/office/")
    page = walk.page
    skip_to_content(page)
    opener = page.locator("[data-row-open]")
    expect(opener).to_have_count(3)
    numbers = opener.all_inner_texts()
    press(page, opener.first)
    expect(page.get_by_role("heading", level=1)).to_contain_text(numbers[0])
    expect(page.get_by_text("您在办理")).to_be_visible()
    decide(page)
    for number in numbers[1:]:
        press(page, page.get_by_role("button", name="下一件"))
        expect(page.get_by_role("heading", level=1)).to_contain_text(number)
        expect(page.get_by_text("您在办理")).to_be_visible()
        decide(page)
    press(page, page.get_by_role("button", name="下一件"))
    expect(page.locator(".flash")).to_contain_text("没有等您办理的案件了。")


def assigned_to(page: Page, row: Locator, who: Actor) -> None:
    expect(row.locator("td").nth(4)).to_have_text(who.name)


def test_several_cases_are_ticked_and_handed_over_by_keys(posts: Posts) -> None:
    cases(posts, 4)
    other = posts.actor("clerk", 2)
    walk = posts.at("clerk")
    walk.goto("/office/")
    page = walk.page
    rows = page.locator("tr[data-row]")
    expect(rows).to_have_count(4)
    page.keyboard.press("j")
    expect(rows.nth(0).locator("[data-row-open]")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(rows.nth(0).locator("[data-row-open]")).to_be_focused()
    for place in (1, 3):
        tab_to(page, rows.nth(place).locator("[name=case]"))
        page.keyboard.press("Space")
        expect(rows.nth(place).locator("[name=case]")).to_be_checked()
    tab_to(page, page.locator("[name=to]"))
    while page.locator("[name=to]").input_value() != other.ref:
        page.keyboard.press("ArrowDown")
    press(page, page.get_by_role("button", name="指派所选"))
    expect(page.locator(".flash")).to_contain_text("已处理 2 件")
    for place in (1, 3):
        assigned_to(page, rows.nth(place), other)
    expect(rows.nth(0)).to_contain_text("无人")
    walk.look()
