"""A person looked at in English: masked, a purpose, one number a day, an approval that ends; and the person sees it."""

import re

import pytest
from sqlalchemy.orm import Session

from registry.cases.states import CaseKind
from registry.core.actor import SYSTEM
from registry.workers.actions_employment import start_employment
from tests.journeys.posts import Posts, Walk
from tests.make.identifiers import id_number
from tests.make.looks import case_number
from tests.make.workers import new_employment, new_worker, registered

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME, PHONE = "欧阳桂英", "10077310001"
NUMBER = id_number(serial=731)
OFFICER = "data_protection_officer"


def person(posts: Posts) -> tuple[str, str]:
    """(a person of the company, the number of a case)."""
    company, world = posts.desk.company, posts.world

    def act(session: Session) -> tuple[str, str]:
        worker = new_worker(name=NAME, id=NUMBER, phone=PHONE)
        at = {"session": session, "actor": SYSTEM, "clock": world.clock, "keyring": world.wiring.keyring}
        ref = registered(**at, worker=worker)
        start_employment(session, SYSTEM, world.clock, new_employment(worker_ref=ref, company_ref=company))
        return ref, case_number(session=session, clock=world.clock, kind=CaseKind.RIGHTS_ACCESS)

    return world.write(act)


def is_found_and_masked(officer: Walk) -> None:
    officer.goto("/en/office/people")
    officer.fill(name="ouyangguiying", purpose="verify")
    officer.press("Find")
    officer.says(NAME)
    officer.silent(NUMBER, PHONE)
    officer.press(NAME)
    officer.heading(NAME)
    officer.silent(NUMBER, PHONE)


def asks_for_a_number(officer: Walk, case: str, seen: str = "id_number") -> None:
    officer.fill(seen=seen, purpose="case", case=case, why="Compared with the original")
    officer.press("See the whole number")


def is_approved_by_two(posts: Posts, officer: Walk) -> None:
    officer.goto("/en/office/looks/requests")
    officer.fill(kind="unmask", purpose="verify", count="3", days="1", why="Yearly comparison")
    officer.press("Ask for it")
    for role, act, word in (("clerk", "propose", "提出意见"), ("reviewer", "decide", "作出决定")):
        desk = posts.at(role)
        desk.menu("工作清单")
        desk.page.locator(".filters summary").click()
        desk.fill(desk="all")
        desk.press("筛选")
        desk.go(desk.page.locator("tr[data-row]", has_text="批量查看完整信息").locator("[data-row-open]"))
        desk.fill(**{f"{act}-outcome": "approved", f"{act}-why": "用途明确"})
        desk.press(word)
        desk.says("已记下。")
    officer.goto("/en/office/looks/requests")
    officer.press("Begin to use it, if approved")
    officer.says("0 / 3 used")


def test_a_look_is_asked_for_noted_and_over_when_its_time_is(posts: Posts) -> None:
    ref, case = person(posts)
    officer = posts.at(OFFICER)
    page = f"/en/office/people/{ref}"
    officer.goto(page)
    officer.heading("What is it for")
    officer.silent(NAME, NUMBER, PHONE)
    is_found_and_masked(officer)
    asks_for_a_number(officer, "")
    officer.says("whole numbers need one")
    asks_for_a_number(officer, case)
    officer.says(NUMBER)
    officer.goto(page)
    officer.silent(NUMBER)
    asks_for_a_number(officer, case, "phone")
    officer.says("You have reached today's limit.")
    officer.silent(PHONE)
    is_approved_by_two(posts, officer)
    officer.goto(page)
    asks_for_a_number(officer, case, "phone")
    officer.says(PHONE)

    posts.world.clock.advance(hours=25)
    officer.goto(page)
    posts.sign_in(officer, f"{OFFICER}-1@example.test", code=posts.desk.code(OFFICER))
    officer.goto(page)
    officer.heading("What is it for")
    officer.silent(NAME, NUMBER, PHONE)
    officer.fill(purpose="verify")
    officer.press("Open the file")
    officer.silent(NUMBER, PHONE)
    asks_for_a_number(officer, case)  # a new day has one look of its own; the approval has none left
    officer.says(NUMBER)
    asks_for_a_number(officer, case, "phone")
    officer.says("You have reached today's limit.")
    officer.silent(PHONE)
    officer.goto("/en/office/looks")
    officer.says("The whole identity number", "The whole phone number", case)

    clerk = posts.somebody()
    posts.sign_in(clerk, "clerk-1@example.test", code=posts.desk.code("clerk"))
    clerk.menu("本人一次性码")
    clerk.fill(number=NUMBER, purpose="own_page", seen="y")
    clerk.press("生成")
    code = clerk.page.inner_text(".big")
    worker = posts.somebody(script=False, phone=True)
    worker.goto("/worker/file")
    worker.fill(number=NUMBER, code=code)
    worker.press("打开")
    worker.heading("我的登记信息")
    worker.says(NAME, "完整身份证号", "完整手机号", "办理案件", "Compared with the original", case)
    seen = worker.part("looks-title").locator(".list__row")
    assert [row for row in seen.all_inner_texts() if re.search("个人信息保护", row)]
    worker.press("关闭我的页面")
    worker.goto("/worker/file")
    worker.silent(NAME)
