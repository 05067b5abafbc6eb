"""A company brings its list up to date in the browser: the template, a file with faults, the mended one, the report."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from registry.companies.queries import load
from registry.core.actor import SYSTEM
from registry.core.identifiers import Sex
from registry.workers.actions_employment import start_employment
from tests.journeys.posts import Posts, Walk
from tests.make.identifiers import id_number
from tests.make.rosters import table, worker_cells, write_xlsx
from tests.make.workers import new_employment, new_worker, registered

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME, NUMBER, NEW_PHONE = "白玉兰", id_number(sex=Sex.FEMALE, serial=741), "10077410002"


def own_person(posts: Posts) -> str:
    """Somebody of the company, whose telephone has changed; returns the company's credit code."""
    company, world = posts.desk.company, posts.world

    def act(session: Session) -> str:
        at = {"session": session, "actor": SYSTEM, "clock": world.clock, "keyring": world.wiring.keyring}
        person = registered(**at, worker=new_worker(name=NAME, id=NUMBER, phone="10077410001"))
        start_employment(session, SYSTEM, world.clock, new_employment(worker_ref=person, company_ref=company))
        return load(session, [company])[company].uscc

    return world.write(act)


def roster(folder: Path, code: str, headers: list[str], **cells: Any) -> Path:
    """A file in the columns of the template, with one person."""
    row = worker_cells(number=1) | {"姓名": NAME, "身份证号": NUMBER, "手机号码": NEW_PHONE, "上门服务证号": ""}
    own = {"所属企业": "", "统一社会信用代码": code, "服务项目": "日常保洁", "入职日期": "2024-03-01"}
    return write_xlsx(folder / "名单.xlsx", table([row | own | cells], headers))


def download(walk: Walk, words: str, path: Path) -> Path:
    """What a link gives to keep."""
    with walk.page.expect_download() as coming:
        walk.page.get_by_role("link", name=words).click()
    coming.value.save_as(path)
    return path


def upload(posts: Posts, walk: Walk, path: Path) -> None:
    """Send a file; its page says by itself when it was checked."""
    walk.menu("上传名单")
    walk.page.set_input_files("#file", path)
    walk.press("上传并检查")
    walk.says("可以离开这一页，办理不会中断。")
    posts.work()


def test_a_list_is_mended_confirmed_and_told_of(posts: Posts, tmp_path: Path) -> None:
    code = own_person(posts)
    walk = posts.at("company_clerk")
    walk.menu("上传名单")
    book = openpyxl.load_workbook(download(walk, "下载模板（.xlsx）", tmp_path / "template.xlsx"))
    headers = [str(cell.value) for cell in book.worksheets[0][1] if cell.value]
    assert {"姓名", "身份证号", "手机号码", "服务项目"} <= set(headers)

    upload(posts, walk, roster(tmp_path, code, headers, 手机号码="123", 入职日期="去年"))
    expect(walk.page.get_by_role("heading", name="有错误，什么也没有改")).to_be_visible()
    walk.look()
    wrong = openpyxl.load_workbook(download(walk, "下载标好问题的名单（.xlsx）", tmp_path / "wrong.xlsx"))
    told = " ".join(str(cell.value) for sheet in wrong.worksheets for row in sheet.iter_rows() for cell in row)
    assert NAME in told
    assert "手机" in told

    upload(posts, walk, roster(tmp_path, code, headers))
    expect(walk.page.get_by_role("heading", name="确认后会有这些改动")).to_be_visible()
    walk.look()
    walk.says("手机号码")
    changed = walk.page.locator(".facts div", has_text="改动").locator("dd")
    expect(changed).to_have_text("1")
    walk.go(walk.page.get_by_role("button", name="确认导入"), times=2)
    walk.says("可以离开这一页，办理不会中断。")
    posts.work()
    # The link does what the script would do by itself in a moment.
    if walk.page.get_by_role("link", name="刷新").count():
        walk.follow("刷新")
    expect(walk.page.get_by_role("heading", name="导入结果")).to_be_visible()
    expect(changed).to_have_text("1")
    walk.menu("上传名单")
    expect(walk.part("recent-title").locator(".list__row")).to_have_count(2)
    walk.menu("人员")
    walk.says(NAME)
