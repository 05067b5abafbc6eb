"""From the first background check to the card on the phone: a company, two officers, whoever stands at the door."""

from io import BytesIO
from urllib.parse import urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from registry.core.actor import SYSTEM
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier
from registry.qualifications.actions import record_certificates, verify_certificate
from registry.qualifications.states import Scheme
from registry.workers.actions_employment import start_employment
from tests.journeys.posts import Posts, Walk
from tests.make.eligibility import NANNY
from tests.make.qualifications import certificate, verification
from tests.make.workers import new_employment, new_worker, registered

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "田玉珍"
CHECKS = {
    "BC1": {}, "BC2": {"covers_until": "2026-11-20"}, "BC3": {"covers_until": "2026-11-20"}, "BC12": {},
    "BC9": {"valid_until": "2027-10-31"},
    "BC4": {"valid_until": "2027-10-31", "tier": HealthTier.MATERNAL_INFANT.value},
}  # fmt: skip


def nanny(posts: Posts) -> None:
    """Somebody of the company with a verified certificate and nothing else."""
    company, world = posts.desk.company, posts.world

    def act(session: Session) -> None:
        at = {"session": session, "actor": SYSTEM, "clock": world.clock, "keyring": world.wiring.keyring}
        person = registered(**at, worker=new_worker(name=NAME))
        spell = new_employment(worker_ref=person, company_ref=company, services=(NANNY,), source=Source.ASSOCIATION)
        start_employment(session, SYSTEM, world.clock, spell)
        shown = certificate(worker_ref=person, scheme=Scheme.INFANT)
        (held,) = record_certificates(session, SYSTEM, world.clock, world.wiring.keyring, [shown])
        verify_certificate(session, SYSTEM, world.clock, held, verification())

    world.write(act)


def checks_are_asked_and_made(company: Walk, clerk: Walk) -> None:
    company.menu("背景核查")
    company.page.get_by_label(NAME).check()
    company.fill(components=list(CHECKS))
    company.press("申请", company.part("ask-title"))
    company.says("已申请 6 项核查。")
    clerk.menu("背景核查")
    for component, more in CHECKS.items():
        clerk.page.select_option("#filter-component", component)
        clerk.press("筛选")
        clerk.page.get_by_label(NAME).first.check()
        clerk.fill(
            outcome="clear", source="authority", source_note="东塘区政务服务窗口", document="核-2026-118", **more
        )
        clerk.press("登记结果")
        clerk.says("已登记 1 人的核查结果。", "没有等待的申请。")


def permit_is_asked_and_granted(company: Walk, reviewer: Walk) -> None:
    company.menu("上门服务证")
    company.follow("申请", company.part("bare-title").locator("li", has_text=NAME))
    company.says("可以发证")
    company.go(company.page.get_by_role("button", name="提交申请"), times=2)
    company.says("协会正在审核。")
    reviewer.menu("工作清单")
    rows = reviewer.page.locator("tr[data-row]", has_text="上门服务证申请")
    expect(rows).to_have_count(1)
    reviewer.go(rows.locator("[data-row-open]"))
    reviewer.follow("查看材料并办理")
    reviewer.says("可以发证")
    reviewer.fill(outcome="approved", why="条件齐全")
    reviewer.press("作出决定")
    reviewer.says("已决定，立即生效。")
    reviewer.go(reviewer.page.get_by_role("button", name="制卡"), times=2)
    reviewer.follow("返回")
    expect(reviewer.part("cards-title").locator(".list__row")).to_have_count(1)


def badge(company: Walk) -> str:
    """The address in the QR code of the badge, read off the screen."""
    company.menu("上门服务证")
    company.follow(NAME, company.part("all-title"))
    company.follow("证卡和二维码")
    company.says(NAME)
    picture = company.page.locator(".idcard__qr").screenshot(scale="css")
    (read,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture)).resize((600, 600)))
    assert "/d/" in read.text
    return urlsplit(read.text).path


def at_the_door(door: Walk, address: str, words: str) -> None:
    door.goto(address)
    door.heading(words)


def test_a_permit_from_the_first_check_to_the_second_card(posts: Posts) -> None:
    nanny(posts)
    company, clerk, reviewer = posts.at("company_clerk", phone=True), posts.at("clerk"), posts.at("reviewer")
    door = posts.somebody(phone=True)
    checks_are_asked_and_made(company, clerk)
    permit_is_asked_and_granted(company, reviewer)
    first = badge(company)
    at_the_door(door, first, "证件有效")
    company.follow("返回")
    company.page.get_by_text("卡丢了，挂失").click()
    company.go(company.page.get_by_role("button", name="确认挂失"), times=2)
    company.says("已挂失。从现在起，这张卡在门口查询显示“已挂失”。")
    at_the_door(door, first, "已挂失")
    posts.world.clock.advance(minutes=5)
    reviewer.menu("上门服务证")
    reviewer.follow(NAME, reviewer.part("owed-title"))
    reviewer.press("补卡")
    second = badge(company)
    assert second != first
    at_the_door(door, second, "证件有效")
    at_the_door(door, first, "已挂失")
