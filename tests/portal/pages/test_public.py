"""The front door, the pages that explain, and what machines ask for health."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal import create_app
from portal.caching import PageCache
from portal.pages.public import local
from portal.settings import Settings
from portal.wiring import wiring
from registry.consents.states import Scope
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from search.protocol import IndexUnavailable
from tests.make.companies import register_company
from tests.make.standing_people import someone
from tests.pages import PageClient, read

LANGUAGES = pytest.mark.parametrize("language", ["", "/en"])
EXPLAINING = ("guide", "privacy", "accessibility", "verify")


@LANGUAGES
def test_the_front_page_of_an_empty_register_says_so(pages: PageClient, language: str) -> None:
    body = pages.get(f"{language}/").get_data(as_text=True)
    assert ("The register is still empty" if language else "登记册还是空的") in body


@LANGUAGES
def test_the_front_page_asks_about_the_door_first(pages: PageClient, language: str) -> None:
    body = pages.get(f"{language}/").get_data(as_text=True)
    door, search = body.index(f'action="{language}/check"'), body.index(f'action="{language}/search"')
    assert door < search
    page = read(body)
    assert [given["name"] for given in page.fields] == ["number", "surname", "q"]


def test_the_front_page_counts_what_is_public_now(
    pages: PageClient, session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing
) -> None:
    at = {"session": session, "actor": actor, "clock": clock, "keyring": keyring}
    company = register_company(session, clock)
    someone(**at, company=company, name="翟秀英", number="YZ420018", scopes=[Scope.LISTING])
    someone(**at, company=company, name="乐思雨", number="YZ420019")
    session.commit()
    body = pages.get("/").get_data(as_text=True)
    figures = [part.split("</dd>")[0].split("<dd>")[1] for part in body.split('class="figures"')[1].split("<div>")[1:5]]
    assert figures[:3] == ["1", "2", "1"]
    assert int(figures[3].replace(",", "")) > 5


def test_the_front_page_is_new_as_soon_as_the_record_is(pages: PageClient, session: Session, clock: FixedClock) -> None:
    before = pages.get("/").headers["ETag"]
    assert pages.plain.get("/", headers={"If-None-Match": before}).status_code == 304
    register_company(session, clock)
    session.commit()
    after = pages.get("/", headers={"If-None-Match": before})
    assert after.headers["ETag"] != before


@LANGUAGES
@pytest.mark.parametrize("name", EXPLAINING)
def test_the_explaining_pages_are_kept_until_the_build_changes(
    pages: PageClient, settings: Settings, session: Session, clock: FixedClock, name: str, language: str
) -> None:
    address = f"{language}/{name}"
    tag = pages.get(address).headers["ETag"]
    register_company(session, clock)
    session.commit()
    assert pages.plain.get(address, headers={"If-None-Match": tag}).status_code == 304
    later = create_app(settings, clock=clock)
    assert PageClient(later).get(address, headers={"If-None-Match": tag}, status=304).headers["ETag"] == tag
    later.extensions["build"] = "another"
    later.extensions["page_cache"] = PageCache(10)
    assert PageClient(later).get(address, headers={"If-None-Match": tag}).headers["ETag"] != tag
    later.extensions["register_writer"].dispose()


@LANGUAGES
def test_the_guide_explains_every_answer_of_the_door(pages: PageClient, language: str) -> None:
    body = pages.get(f"{language}/guide").get_data(as_text=True)
    zh = ("证件有效", "请先核实", "今日无效", "已挂失", "没有查到", "企业申报")
    en = ("Permit valid", "Verify first", "Not valid today", "Reported lost", "Not found", "Stated by the company")
    for words in en if language else zh:
        assert words in body


@LANGUAGES
def test_the_privacy_notice_names_the_association_and_its_phone(pages: PageClient, language: str) -> None:
    body = pages.get(f"{language}/privacy").get_data(as_text=True)
    assert ("Yunzhou Home Service Association" if language else "云州市家政服务行业协会") in body
    assert "010-00001000" in body


def test_every_explaining_page_is_linked_from_every_page(pages: PageClient) -> None:
    links = {href for href, _ in read(pages.get("/check").get_data(as_text=True)).links}
    assert {f"/{name}" for name in EXPLAINING} <= links


def test_health_tells_how_far_the_index_is_behind(pages: PageClient, session: Session, clock: FixedClock) -> None:
    assert pages.get("/healthz").json == {"status": "ok", "record_position": 0, "index_position": 0, "lag": 0}
    register_company(session, clock)
    session.commit()
    answer = pages.get("/healthz")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json == {"status": "indexing", "record_position": 1, "index_position": 0, "lag": 1}


def test_health_says_when_there_is_no_index(app: Flask, pages: PageClient) -> None:
    class Gone:
        def cursor(self) -> None:
            raise IndexUnavailable("gone")

    with app.app_context():
        wiring().search = Gone()
    assert pages.get("/healthz").json == {
        "status": "index unavailable", "record_position": 0, "index_position": None, "lag": None,
    }  # fmt: skip


def test_health_is_a_503_when_the_record_cannot_be_read(app: Flask, pages: PageClient, session: Session) -> None:
    session.connection().exec_driver_sql("ALTER TABLE record_entry RENAME TO elsewhere")
    session.commit()
    pages.get("/healthz", status=503)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/guide", "/guide"),
        ("/search?q=a&b=c", "/search?q=a&b=c"),
        ("/search?q=//evil.example", "/search?q=//evil.example"),
        ("/a#//evil.example", "/a"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("guide", "/"),
    ],
)
def test_only_addresses_of_this_site_are_gone_back_to(app: Flask, address: str, kept: str) -> None:
    with app.test_request_context("/"):
        assert local(address) == kept
