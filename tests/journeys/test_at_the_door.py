"""Somebody rings: the answer in the open browser, on a phone, without script, on paper."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from portal.demo.example_companies import GOOD, code_of
from registry.core.clock import day_end
from registry.permits.actions_cards import reissue_card, report_lost
from registry.record import keys
from tests.conftest import NOW
from tests.journeys.looking import PHONE
from tests.journeys.world import CLERK, World
from tests.make.standing_people import Someone, someone

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _patience(world: World) -> None:
    """No journey is asked to wait for what another asked."""
    world.forget_counts()


def newcomer(world: World, name: str, number: str, **facts: object) -> Someone:
    """A person of this journey only, with the demonstration's good company."""

    def act(session: Session) -> Someone:
        company = keys.resolve(session, "uscc", code_of(GOOD))
        assert company
        return someone(
            session=session, actor=CLERK, clock=world.clock, keyring=world.wiring.keyring,
            name=name, number=number, company=company.ref, **facts,
        )  # fmt: skip

    return world.write(act)


def ask(page: Page, number: str, surname: str, start: str = "/") -> None:
    """Type a question into the first form of a page, as a visitor does."""
    page.goto(start)
    form = page.locator("form", has=page.locator("input[name=surname]")).first
    form.locator("input[name=number]").fill(number)
    form.locator("input[name=surname]").fill(surname)
    form.get_by_role("button").first.click()


ANSWERS = [
    ("一切正常", "证件有效", "Permit valid", "green"),
    ("今晚 24 点到期", "证件有效", "Permit valid", "green"),
    ("健康证昨天到期", "请先核实", "Verify first", "yellow"),
    ("只有企业申报", "请先核实", "Verify first", "yellow"),
    ("目前没有企业", "请先核实", "Verify first", "yellow"),
    ("证件昨天到期", "今日无效", "Not valid today", "red"),
    ("背景核查过期", "今日无效", "Not valid today", "red"),
    ("已撤销，决定已生效", "今日无效", "Not valid today", "red"),
    ("已暂停，决定未生效", "今日无效", "Not valid today", "red"),
]


@pytest.mark.parametrize(("case", "zh", "en", "colour"), ANSWERS, ids=[case for case, *_ in ANSWERS])
def test_number_and_surname_are_answered(page: Page, world: World, case: str, zh: str, en: str, colour: str) -> None:
    for language, words in (("/", zh), ("/en/", en)):
        ask(page, **world.asked(case), start=language)
        expect(page.get_by_role("heading", level=1)).to_have_text(words)
        expect(page.locator(f".answer--{colour}")).to_be_visible()
        assert world.asked(case)["number"] not in page.url


@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("language", ["", "/en"], ids=["zh", "en"])
@pytest.mark.parametrize("case", ["一切正常", "只有企业申报", "已撤销，决定已生效", "目前没有企业", "体检类别不足"])
def test_all_that_matters_is_above_the_fold(page: Page, world: World, case: str, language: str, size: str) -> None:
    """State, instruction and two telephones on a phone of 360 by 640, without scrolling, in large text as well."""
    page.goto(f"/text-size?size={size}&back=/")
    ask(page, **world.asked(case), start=f"{language}/check")
    phones = page.locator(".phones a")
    expect(phones).to_have_count(2)
    for piece in (
        page.get_by_role("heading", level=1),
        page.locator(".answer__state strong"),
        phones.first,
        phones.last,
    ):
        box = piece.bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= PHONE["height"], piece
        assert box["x"] + box["width"] <= PHONE["width"]
    for number in phones.locator("b").all():
        inner, outer = number.bounding_box(), number.locator("xpath=..").bounding_box()
        assert inner
        assert outer
        assert inner["x"] + inner["width"] <= outer["x"] + outer["width"], "a telephone number leaves its box"


def test_a_card_is_lost_and_another_takes_its_place(page: Page, world: World) -> None:
    person = newcomer(world, "乐思雨", "YZ420031")
    page.goto(f"/d/{person.card.token}")
    expect(page.get_by_role("heading", level=1)).to_have_text("证件有效")
    world.write(lambda session: report_lost(session, CLERK, world.clock, person.permit))
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("已挂失")
    ask(page, "YZ420031", "le")
    expect(page.get_by_role("heading", level=1)).to_have_text("证件有效")
    card = world.write(lambda session: reissue_card(session, CLERK, world.clock, world.wiring.keyring, person.permit))
    page.goto(f"/d/{card.token}")
    expect(page.get_by_role("heading", level=1)).to_have_text("证件有效")
    ask(page, card.code, "")
    expect(page.get_by_role("heading", level=1)).to_have_text("证件有效")
    page.goto(f"/d/{person.card.token}")
    expect(page.get_by_role("heading", level=1)).to_have_text("已挂失")


def test_no_match_says_what_to_try_and_keeps_what_was_typed(page: Page, world: World) -> None:
    number = world.asked("一切正常")["number"]
    for typed in (number, "YD900099999"):
        ask(page, typed, "翟")
        expect(page.get_by_role("heading", level=1)).to_have_text("没有查到相符的证件，请再核对")
        assert page.locator("input[name=number]").input_value() == typed
        assert page.locator("input[name=surname]").input_value() == "翟"
    page.locator("input[name=number]").fill(number)
    page.locator("input[name=surname]").fill("zhang")
    page.locator("form", has=page.locator("input[name=surname]")).get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("证件有效")


def test_it_expires_at_midnight_by_itself(page: Page, world: World) -> None:
    asked = world.asked("今晚 24 点到期")
    midnight = day_end(date(2026, 11, 21))
    try:
        world.clock.set(midnight - timedelta(seconds=1))
        ask(page, **asked)
        expect(page.get_by_role("heading", level=1)).to_have_text("证件有效")
        shown = page.request.get(world.person("今晚 24 点到期"))
        world.clock.set(midnight)
        ask(page, **asked)
        expect(page.get_by_role("heading", level=1)).to_have_text("今日无效")
        again = page.request.get(world.person("今晚 24 点到期"), headers={"If-None-Match": shown.headers["etag"]})
        assert again.status == 200
        assert "证件有效</" in shown.text()
        assert "证件有效</" not in again.text()
    finally:
        world.clock.set(NOW)


def test_five_candidates_side_by_side(page: Page, world: World) -> None:
    page.goto("/check")
    page.get_by_role("link", name="最多五位并排查").click()
    cases = ["一切正常", "健康证昨天到期", "已撤销，决定已生效"]
    for row, case in enumerate(cases, start=1):
        page.locator(f"#number-{row}").fill(world.asked(case)["number"])
        page.locator(f"#surname-{row}").fill(world.asked(case)["surname"])
    page.get_by_role("button", name="一起验证").click()
    words = [" ".join(each.split()) for each in page.locator("tbody td:nth-child(2)").all_inner_texts()]
    assert words == ["证件有效", "请先核实", "今日无效"]


def test_the_answer_is_saved_as_a_file_that_says_when(page: Page, world: World) -> None:
    ask(page, **world.asked("一切正常"))
    with page.expect_download() as saving:
        page.get_by_role("button", name="保存这次结果").click()
    download = saving.value
    assert download.suggested_filename == "zhimen-20261121-094100.html"
    content = download.path().read_text("utf-8")
    assert "证件有效" in content
    assert "2026-11-21 09:41:00" in content
    assert "<script" not in content


@pytest.mark.parametrize("where", ["typed", "card"])
def test_on_paper_the_answer_stands_alone(page: Page, world: World, where: str) -> None:
    if where == "typed":
        ask(page, **world.asked("一切正常"))
    else:
        page.goto(world.card("一切正常"))
    page.emulate_media(media="print")
    for gone in (".band", ".foot ul", ".actions"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    state = page.locator(".answer__state")
    assert state.evaluate("node => getComputedStyle(node).color") == "rgb(0, 0, 0)"
    sheet = page.locator(".sheet")
    expect(sheet).to_be_visible()
    words = sheet.inner_text()
    assert "/check" in words
    assert "公开记录第" in words
    assert world.card("一切正常").removeprefix("/d/") not in words
    assert page.pdf().startswith(b"%PDF")


class TestWithoutScript:
    """Every page works with JavaScript off."""

    def test_the_door_answers(self, plain: Page, world: World) -> None:
        ask(plain, **world.asked("一切正常"))
        expect(plain.get_by_role("heading", level=1)).to_have_text("证件有效")
        expect(plain.get_by_role("button", name="打印")).to_be_hidden()

    def test_what_is_missing_is_said_at_the_top_and_at_the_field(self, plain: Page) -> None:
        ask(plain, "YD900000001", "", "/check")
        expect(plain.get_by_role("alert")).to_be_visible()
        plain.get_by_role("alert").get_by_role("link").click()
        assert plain.url.endswith("#surname")

    def test_searching_filtering_and_coming_back(self, plain: Page) -> None:
        plain.goto("/")
        plain.locator("input[name=q]").fill("晨光")
        plain.locator("form[role=search]").get_by_role("button").click()
        plain.locator(".hit h2 a").first.click()
        expect(plain.get_by_role("heading", level=1)).to_contain_text("晨光")
        plain.go_back()
        assert plain.locator("input[name=q]").input_value() == "晨光"

    def test_language_and_large_text(self, plain: Page) -> None:
        plain.goto("/check?number=YD900000001")
        plain.locator(".tools").get_by_role("link", name="English").click()
        expect(plain.get_by_role("heading", level=1)).to_have_text("Check a person at the door")
        assert plain.locator("#number").input_value() == "YD900000001"
        plain.get_by_role("link", name="Large text").click()
        expect(plain.locator("html.large")).to_have_count(1)
        assert plain.locator("#number").input_value() == "YD900000001"
        plain.goto("/guide")
        expect(plain.locator("html.large")).to_have_count(1)
        plain.get_by_role("link", name="标准字").click()
        expect(plain.locator("html.large")).to_have_count(0)

    def test_the_menu_opens(self, plain: Page) -> None:
        plain.goto("/")
        plain.locator(".menu summary").click()
        plain.locator(".menu").get_by_role("link", name="服务分类").click()
        expect(plain.get_by_role("heading", level=1)).to_have_text("服务分类")
