"""A company joins: an applicant on a phone without script, a clerk and a reviewer at their desks, the public page."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.posts import Posts, Walk
from tests.make.accounts import PASSWORD
from tests.make.applications import answers

pytestmark = [pytest.mark.browser, pytest.mark.slow]

APPLICANT = "zhao.xuezhi@example.test"
ANSWERS = answers(name="云州市云开月明家政服务有限公司")
SECTIONS = {
    "企业基本情况": ("name", "uscc", "mode", "established_on", "legal_representative"),
    "地址和服务区域": ("address", "district", "service_areas", "hotline", "complaint_phone"),
    "服务项目": ("services",),
    "管理部门和负责人": ("department", "quality", "complaint", "safety", "data_protection"),
    "保险和装备": (
        "insurance_title", "insurance_valid_until", "insurance_limit", "insured_count", "protective_equipment",
    ),
}  # fmt: skip


def letter(posts: Posts, subject: str) -> Walk:
    """The newest letter of the development mailbox, opened by an administrator."""
    walk = posts.at("administrator")
    walk.menu("邮件与任务")
    walk.go(walk.page.locator("table.grid th a").first)
    expect(walk.page.locator("#subject")).to_contain_text(subject)
    return walk


def fill_section(walk: Walk, words: str, button: str = "保存") -> None:
    walk.follow(words)
    walk.fill(**{name: ANSWERS[name] for name in SECTIONS[words]})
    walk.press(button)


def opens_an_account(posts: Posts, applicant: Walk) -> None:
    posts.at("administrator")
    applicant.goto("/account/sign-in")
    applicant.follow("还没有账号？申请登记企业")
    applicant.fill(name="赵雪志", email=APPLICANT)
    applicant.press("寄送链接")
    applicant.heading("请查收邮件")
    # Nothing came, it seems: back, and once more.
    posts.world.clock.advance(minutes=20)
    applicant.back()
    applicant.fill(name="赵雪志", email=APPLICANT)
    applicant.press("寄送链接")
    mail = letter(posts, "开通知门工作台账号")
    link = mail.page.locator("article a[href*='/account/invitation/']").first.get_attribute("href") or ""
    applicant.goto(re.sub(r"^https?://[^/]+", "", link))
    applicant.fill(password=PASSWORD, again=PASSWORD)
    applicant.press("保存")
    applicant.says("密码已设置，请登录。")
    posts.sign_in(applicant, APPLICANT)
    applicant.heading("申请登记企业")


def fills_in_the_list(posts: Posts, applicant: Walk) -> None:
    applicant.press("开始填写")
    fill_section(applicant, "企业基本情况")
    applicant.follow("地址和服务区域")
    applicant.fill(address=ANSWERS["address"], hotline="13800000000")
    applicant.press("保存，以后再来")
    applicant.press("退出", applicant.page.locator("header"))
    posts.sign_in(applicant, APPLICANT)
    rows = applicant.page.locator(".tasks .list__row")
    expect(rows.filter(has_text="企业基本情况")).to_contain_text("已完成")
    expect(rows.filter(has_text="地址和服务区域")).to_contain_text("未填完")
    expect(rows.filter(has_text="服务项目")).to_contain_text("未开始")
    for words in list(SECTIONS)[1:]:
        fill_section(applicant, words)
    expect(rows.filter(has_text="已完成")).to_have_count(6)


def sends_it_in(applicant: Walk) -> str:
    applicant.follow("核对并提交")
    applicant.says(ANSWERS["name"], ANSWERS["insurance_title"])
    applicant.press("提交申请")
    applicant.says("请确认所填内容属实")
    applicant.follow("申请登记企业")
    applicant.follow("核对并提交")
    applicant.fill(true="y")
    applicant.go(applicant.page.get_by_role("button", name="提交申请"), times=2)
    applicant.heading("申请已提交")
    number = applicant.page.locator(".big").inner_text()
    assert re.fullmatch(r"SQ-20261121-[A-Z0-9]{8}", number)
    applicant.back()
    applicant.heading("申请已提交")
    applicant.says(number)
    return number


def opened_case(officer: Walk, number: str) -> None:
    """From the worklist to the case's own page."""
    officer.menu("工作清单")
    officer.go(officer.page.locator("tr[data-row]", has_text="企业登记申请").locator("[data-row-open]"))
    officer.follow("查看材料并办理")
    officer.says(number)


def returns_it(clerk: Walk, number: str) -> None:
    opened_case(clerk, number)
    back = clerk.part("act-return")
    back.locator("summary").click()
    back.locator("[name=return-why]").fill("两处与营业执照和保单不符")
    back.locator("[name=reason-address]").fill("与营业执照上的地址不一致")
    back.locator("[name=reason-insured_count]").fill("保单上是 28 人")
    clerk.press("提交", back)
    clerk.says("已记下。", "待企业补正")


def mends_it(posts: Posts, applicant: Walk, number: str) -> None:
    applicant.follow("查看申请")
    applicant.says(number, "协会退回了申请，请改正后再提交：", "与营业执照上的地址不一致", "保单上是 28 人")
    expect(applicant.page.locator(".tasks .tag--late")).to_have_count(2)
    applicant.follow("地址和服务区域")
    applicant.fill(address="云州市东塘区示范路 19 号")
    applicant.press("保存")
    applicant.follow("保险和装备")
    applicant.fill(insured_count="28")
    applicant.press("保存")
    applicant.follow("核对并提交")
    applicant.says("云州市东塘区示范路 19 号")
    applicant.fill(true="y")
    applicant.press("提交申请")
    assert applicant.page.locator(".big").inner_text() == number


def proposes(clerk: Walk, number: str) -> None:
    opened_case(clerk, number)
    clerk.says("云州市东塘区示范路 19 号")
    form = clerk.part("act-propose")
    assert clerk.page.locator("#act-decide").count() == 0
    clerk.fill(**{"propose-outcome": "approved", "propose-why": "材料齐全，实地看过"})
    clerk.go(form.get_by_role("button", name="提交"), times=2)
    clerk.says("意见是您提出的，须由另一个人决定。")
    # Back: the page is asked for anew and tells how far the case has come.
    clerk.back()
    expect(clerk.page.locator("#act-propose")).to_have_count(0)
    clerk.says("意见是您提出的，须由另一个人决定。")
    expect(clerk.page.locator(".timeline").get_by_text("提出意见")).to_have_count(1)


def test_a_company_joins(posts: Posts) -> None:
    applicant = posts.somebody(script=False, phone=True)
    opens_an_account(posts, applicant)
    fills_in_the_list(posts, applicant)
    number = sends_it_in(applicant)
    clerk = posts.at("clerk")
    returns_it(clerk, number)
    mends_it(posts, applicant, number)
    proposes(clerk, number)

    public = posts.somebody(phone=True)
    public.goto(f"/companies/{ANSWERS['uscc']}")
    public.silent(ANSWERS["name"])
    reviewer = posts.at("reviewer")
    opened_case(reviewer, number)
    posts.world.clock.advance(minutes=5)
    reviewer.fill(**{"decide-outcome": "approved", "decide-why": "同意登记"})
    reviewer.press("提交", reviewer.part("act-decide"))
    reviewer.says("已记下。", "由两个人办理：一人提出，另一人决定。", "写入公开记录第")

    posts.work()
    public.goto("/")
    public.page.locator("input[name=q]").fill("云开月明")
    public.page.locator("form[role=search]").get_by_role("button").click()
    public.go(public.page.locator(".hit h2 a", has_text="云开月明"))
    public.heading(ANSWERS["name"])
    public.says("云州市东塘区示范路 19 号", ANSWERS["hotline"])

    # The account that applied is now the company's signer, who proves themselves twice.
    applicant.goto("/company/")
    posts.set_authenticator_up(applicant)
    applicant.heading(ANSWERS["name"])
    letter(posts, "已同意登记")
