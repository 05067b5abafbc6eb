"""The page of a listed person: what consent opens, what it does not, and what is gone when it is withdrawn."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from registry.background_checks.states import Component
from registry.cases.states import CaseKind
from registry.consents.actions import withdraw
from registry.consents.states import Channel, Scope
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock, day_end
from registry.core.crypto import KeyRing
from registry.permits.actions import suspend
from registry.qualifications.actions import record_certificates, verify_certificate
from registry.qualifications.actions_credits import earn_credits
from registry.record import reading
from registry.rights.actions import file_request
from tests.make.applications import ready
from tests.make.qualifications import certificate, credits, verification
from tests.make.standing import CLEANING, MATERNITY
from tests.make.standing_people import Someone, leave
from tests.pages import PageClient

Meet = Callable[..., Someone]
LANGUAGES = pytest.mark.parametrize("lang", ["", "/en"])


def show(pages: PageClient, person: Someone, query: str = "", lang: str = "") -> str:
    """The body of a person's page."""
    return pages.get(f"{lang}/people/{person.page}{query}").get_data(as_text=True)


@LANGUAGES
def test_a_listed_person(pages: PageClient, meet: Meet, lang: str) -> None:
    person = meet(company_fields={"name": "云州市临江大管家家政服务有限公司"})
    body = show(pages, person, lang=lang)
    assert "翟**" in body
    assert "云州市临江大管家家政服务有限公司" in body
    assert ("Permit valid" if lang else "证件有效") in body
    assert ("Criminal record query" if lang else "违法犯罪记录查询") in body
    assert ("not yet published" if lang else "尚未公布").lower() in body.lower()


def test_no_name_number_phone_or_ref_is_told(pages: PageClient, meet: Meet) -> None:
    person = meet()
    body = show(pages, person)
    for secret in ("秀英", person.number, person.ref, person.permit, person.company, person.card.code, "10048317163"):
        assert secret not in body


def test_machines_are_asked_not_to_collect_it(pages: PageClient, meet: Meet) -> None:
    response = pages.get(f"/people/{meet().page}")
    assert response.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert '<meta name="robots" content="noindex, noarchive">' in response.get_data(as_text=True)
    assert response.headers["Cache-Control"] == "no-cache"


@LANGUAGES
def test_without_consent_to_checks_only_the_conclusion_is_told(pages: PageClient, meet: Meet, lang: str) -> None:
    person = meet(scopes=[Scope.LISTING], ends={Component.BC9: date(2026, 11, 12)})
    body = show(pages, person, lang=lang)
    assert ("Verify first" if lang else "请先核实") in body
    assert ("Insurance" if lang else "商业保险") not in body
    assert "2026-11-12" not in body


def test_each_service_has_its_own_standing(pages: PageClient, meet: Meet) -> None:
    body = show(pages, meet(services=(CLEANING, MATERNITY)))
    assert "符合要求" in body
    assert "月嫂(母婴护理)要求母婴照护健康体检，现为一般家政" in body


def test_unknown_never_listed_and_withdrawn_are_one_answer(
    pages: PageClient, meet: Meet, session: Session, actor: Actor, clock: FixedClock
) -> None:
    gone = meet()
    assert "翟**" in show(pages, gone)
    assert "翟**" in show(pages, gone, "/history")
    silent = meet(number="YZ420019", scopes=[])
    assert silent.page is None
    withdraw(session, actor, clock, gone.ref, channel=Channel.PAPER)
    session.commit()
    answers = set()
    for token in (gone.page, silent.ref, gone.ref, "unknown", gone.page[:-1] + ("a" if gone.page[-1] != "a" else "b")):
        for tail in ("", "/history", "?known_on=2026-11-20", "?effective_on=2026-11-21"):
            response = pages.get(f"/people/{token}{tail}", status=404)
            body = response.get_data(as_text=True).replace(f"/people/{token}", "").replace(f"%2Fpeople%2F{token}", "")
            answers.add((body.split("<main")[1].split("</main>")[0], tuple(sorted(response.headers.keys()))))
    assert len(answers) == 1


def test_a_page_seen_before_is_not_confirmed_after_withdrawal(
    pages: PageClient, meet: Meet, session: Session, actor: Actor, clock: FixedClock
) -> None:
    person = meet()
    address = f"/people/{person.page}"
    tag = pages.get(address).headers["ETag"]
    assert pages.plain.get(address, headers={"If-None-Match": tag}).status_code == 304
    withdraw(session, actor, clock, person.ref, channel=Channel.PAPER)
    session.commit()
    assert pages.plain.get(address, headers={"If-None-Match": tag}).status_code == 404


def test_the_kept_page_turns_at_midnight_and_with_every_change(
    pages: PageClient, meet: Meet, session: Session, actor: Actor, clock: FixedClock
) -> None:
    tonight = date(2026, 11, 21)
    person = meet(ends={Component.BC9: tonight})
    clock.set(day_end(tonight) - timedelta(microseconds=1))
    tag = pages.get(f"/people/{person.page}").headers["ETag"]
    assert "请先核实" not in show(pages, person)
    clock.set(day_end(tonight))
    response = pages.get(f"/people/{person.page}", headers={"If-None-Match": tag})
    assert "请先核实" in response.get_data(as_text=True)
    suspend(session, actor, clock, person.permit, why="内部")
    session.commit()
    body = show(pages, person)
    assert "今日无效" in body
    assert "内部" not in body


@LANGUAGES
def test_certificates_and_credits(
    pages: PageClient, meet: Meet, session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, lang: str
) -> None:
    person = meet()
    made = [
        certificate(worker_ref=person.ref, number="2026000111"),
        certificate(worker_ref=person.ref, valid_until=date(2026, 11, 20)),
    ]
    first, _ = record_certificates(session, actor, clock, keyring, made)
    verify_certificate(session, actor, clock, first, verification())
    earn_credits(session, actor, clock, [credits(worker_ref=person.ref, credits=26)])
    session.commit()
    body = show(pages, person, lang=lang)
    for words in ("云州市家政服务行业协会", "Credits: 26" if lang else "26 学分", "Out of date" if lang else "已过期"):
        assert words in body
    assert "2026000111" not in body


def test_earlier_employers_stay_in_the_record(
    pages: PageClient, meet: Meet, session: Session, actor: Actor, clock: FixedClock
) -> None:
    person = meet()
    leave(session, actor, clock, person, date(2026, 11, 20))
    session.commit()
    body = show(pages, person)
    assert "2024年3月1日 – 2026年11月20日" in body
    assert "目前没有登记的所属企业" in body


@LANGUAGES
def test_looking_back_shows_what_was_listed_then_and_never_the_permit(
    pages: PageClient, meet: Meet, session: Session, actor: Actor, clock: FixedClock, lang: str
) -> None:
    person = meet()
    clock.advance(days=10)
    leave(session, actor, clock, person, date(2026, 11, 30))
    session.commit()
    then = show(pages, person, "?known_on=2026-11-25", lang)
    assert "翟**" in then
    assert ("– today" if lang else "至今") in then
    assert "badge--" not in then
    assert ("Health check" if lang else "健康体检") not in then
    before = show(pages, person, "?known_on=2026-11-20", lang)
    assert "翟**" not in before
    assert 'class="lookback"' in before
    broken = show(pages, person, "?known_on=yesterday", lang)
    assert "翟**" in broken
    assert "data-error-summary" in broken


@LANGUAGES
def test_an_objection_being_examined_is_flagged_on_the_page(
    pages: PageClient, meet: Meet, session: Session, clock: FixedClock, keyring: KeyRing, lang: str
) -> None:
    person = meet()
    words = "Objection being examined" if lang else "异议处理中"
    assert words not in show(pages, person, lang=lang)
    ready(session, clock)
    item = reading.current_of(session, [person.ref], ["employment"])[person.ref][0].seq
    file_request(
        session, Actor("officer", Role.CLERK, "经办人"), clock, keyring, kind=CaseKind.OBJECTION,
        channel=Channel.IN_PERSON, words="入职日期不对", worker=person.ref, item=item,
    )  # fmt: skip
    session.commit()
    assert words in show(pages, person, lang=lang)
