"""Operations: what is wrong and what to do, notices that reach every page at once, reviews that stay as they were."""

import pytest
from flask import Flask

from portal.schema import head
from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock
from registry.core.labels import Label
from registry.operations.actions import note_backup, note_drill, note_verification
from tests.desk import Desk
from tests.pages import PageClient

PAGE = "/office/operations"
NOTICE = {
    "text_zh": "今晚十点维护", "text_en": "Maintenance tonight at ten",
    "from_at": "2026-11-21 10:00", "until_at": "2026-11-21 12:00",
}  # fmt: skip
REVIEW = {"held_on": "2026-11-20", "scope": "依赖漏洞扫描", "findings": "一个组件有已知漏洞"}


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("role", ["administrator", "reviewer"])
def test_the_pages_in_both_languages(desk: Desk, clock: FixedClock, role: str, prefix: str) -> None:
    with desk.unit() as session:
        note_verification(session, SYSTEM, clock, entries=3, rows=4)
        ref = note_backup(session, SYSTEM, clock, place="/backups/1", position=3, size_bytes=9000, made_at=clock.now())
        note_drill(session, SYSTEM, clock, ref, passed=True, told="3 entries")
    client = desk.sign_in(role)
    page = client.get(prefix + PAGE).get_data(as_text=True)
    assert "/backups/1" in page
    client.get(f"{prefix}{PAGE}/runbook")
    client.get(f"{prefix}{PAGE}/notices")


def test_found_damage_stands_on_top_with_its_cure(desk: Desk, clock: FixedClock) -> None:
    with desk.unit() as session:
        # As if it had been made by migration: the doctor looks no further on an unknown schema.
        session.connection().exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
        session.connection().exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (head(),))
        note_verification(session, SYSTEM, clock, entries=3, rows=4, failed_at=2, what=Label("被改动", "altered"))
    page = desk.sign_in("administrator").get(PAGE).get_data(as_text=True)
    assert "核对不符，第 2 条：被改动" in page
    assert "停止写入" in page
    assert page.index("核对不符") < page.index("设置可用")


@pytest.mark.parametrize("role", ["regulator", "clerk", "company_signer"])
def test_others_find_no_such_page(desk: Desk, role: str) -> None:
    client = desk.sign_in(role)
    for path in ("", "/runbook", "/notices", "/reviews"):
        client.get(PAGE + path, status=404)
    client.post(f"{PAGE}/notices", NOTICE, status=404)


def test_a_notice_is_on_every_page_from_its_first_moment_to_its_last(app: Flask, desk: Desk, clock: FixedClock) -> None:
    public = PageClient(app)
    words = {"/": NOTICE["text_zh"], "/en/": NOTICE["text_en"], "/search": NOTICE["text_zh"]}

    def shown() -> set[bool]:
        return {text in public.get(path).get_data(as_text=True) for path, text in words.items()}

    assert shown() == {False}
    tag = public.get("/").headers["ETag"]
    client = desk.sign_in("administrator")
    client.get(f"{PAGE}/notices")
    client.post(f"{PAGE}/notices", NOTICE)
    assert shown() == {False}  # it is 09:41
    clock.advance(minutes=20)
    assert shown() == {True}
    assert NOTICE["text_zh"] in client.get(PAGE).get_data(as_text=True)
    assert public.get("/", headers={"If-None-Match": tag}).status_code == 200
    clock.advance(hours=2)
    assert shown() == {False}


def test_a_withdrawn_notice_is_gone_at_the_next_request(app: Flask, desk: Desk, clock: FixedClock) -> None:
    public = PageClient(app)
    client = desk.sign_in("reviewer")
    client.get(f"{PAGE}/notices")
    client.post(f"{PAGE}/notices", {**NOTICE, "from_at": "2026-11-21 09:00"})
    assert NOTICE["text_zh"] in public.get("/").get_data(as_text=True)
    page = client.get(f"{PAGE}/notices").get_data(as_text=True)
    address = page.split('action="')
    (withdraw,) = (part.split('"')[0] for part in address if part.split('"')[0].endswith("/withdraw"))
    client.post(withdraw)
    assert NOTICE["text_zh"] not in public.get("/").get_data(as_text=True)
    client.post(withdraw, status=409)


@pytest.mark.parametrize(
    "change", [{"until_at": "2026-11-21 09:59"}, {"from_at": "tomorrow"}, {"text_en": ""}, {"text_zh": "长" * 201}]
)
def test_a_faulty_notice_is_given_back(desk: Desk, change: dict[str, str]) -> None:
    client = desk.sign_in("administrator")
    client.get(f"{PAGE}/notices")
    client.post(f"{PAGE}/notices", NOTICE | change, status=400)


def test_a_notice_sent_twice_is_published_once(desk: Desk) -> None:
    client = desk.sign_in("administrator")
    client.get(f"{PAGE}/notices")
    for _ in range(2):
        client.post(f"{PAGE}/notices", {**NOTICE, "once": "the-same-form-0001"})
    assert client.get(f"{PAGE}/notices").get_data(as_text=True).count("/withdraw") == 1


def test_reviews_are_added_and_closed(desk: Desk) -> None:
    officer = desk.sign_in("data_protection_officer")
    officer.get(f"{PAGE}/reviews")
    officer.get(f"/en{PAGE}/reviews")
    officer.post(f"{PAGE}/reviews", {**REVIEW, "held_on": "2026-11-22"}, status=400)
    officer.post(f"{PAGE}/reviews", {**REVIEW, "scope": ""}, status=400)
    officer.post(f"{PAGE}/reviews", REVIEW)
    client = desk.sign_in("administrator")
    page = client.get(f"{PAGE}/reviews").get_data(as_text=True)
    assert REVIEW["findings"] in page
    (close,) = (part.split('"')[0] for part in page.split('action="') if part.split('"')[0].endswith("/close"))
    client.post(close, {"closing": ""}, status=400)
    client.post(close, {"closing": "已升级该组件"})
    client.post(close, {"closing": "再来"}, status=409)
    client.get(f"{PAGE}/reviews")  # takes the message along
    assert "已升级该组件" in client.get(f"/en{PAGE}/reviews").get_data(as_text=True)
