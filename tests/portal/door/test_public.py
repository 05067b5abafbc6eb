"""The door over HTTP: what is answered, what is not told, and that a miss is a miss whatever its cause."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from registry.background_checks.states import Component, Outcome
from registry.consents.actions import withdraw
from registry.consents.states import Channel, Scope
from registry.core.actor import Actor
from registry.core.clock import FixedClock, day_end
from registry.core.crypto import KeyRing
from registry.core.sources import Source
from registry.permits.actions import revoke, suspend
from registry.permits.actions_cards import reissue_card, report_lost
from tests.make.standing_people import Someone
from tests.pages import PageClient

Meet = Callable[..., Someone]
LANGUAGES = pytest.mark.parametrize("lang", ["", "/en"])


def ask(pages: PageClient, number: str, surname: str, lang: str = "", status: int = 200) -> str:
    """The body of the answer to a typed question."""
    return pages.post(f"{lang}/check", {"number": number, "surname": surname}, status=status).get_data(as_text=True)


@LANGUAGES
def test_the_form_is_filled_in_from_the_address_and_answers_nothing(pages: PageClient, meet: Meet, lang: str) -> None:
    meet()
    body = pages.get(f"{lang}/check?number=YZ420018&surname=翟").get_data(as_text=True)
    assert 'value="YZ420018"' in body
    assert "2027" not in body
    assert "翟秀英" not in body


@LANGUAGES
def test_a_good_answer(pages: PageClient, meet: Meet, lang: str) -> None:
    meet(company_fields={"name": "云州市临江大管家家政服务有限公司"})
    response = pages.post(f"{lang}/check", {"number": "YZ420018", "surname": "翟"})
    body = response.get_data(as_text=True)
    assert ("Permit valid" if lang else "证件有效") in body
    assert 'class="answer answer--green"' in body
    assert "云州市临江大管家家政服务有限公司" in body
    assert 'href="tel:01000002537"' in body
    assert 'href="tel:01000001000"' in body
    assert "2026-11-21 09:41:00" in body
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "ETag" not in response.headers


@pytest.mark.parametrize("number", ["YZ420018", "ＹＺ４２００１８", " yz420018 ", "YZ 420 018"])
@pytest.mark.parametrize("surname", ["翟", "zhai", "ZHAI", "di", "Zhái", " 翟 "])
def test_numbers_and_surnames_as_people_type_them(pages: PageClient, meet: Meet, number: str, surname: str) -> None:
    meet()
    assert "证件有效" in ask(pages, number, surname)


@LANGUAGES
def test_what_is_missing_is_said_and_what_was_typed_is_kept(pages: PageClient, lang: str) -> None:
    body = ask(pages, "YZ420018", "", lang, 400)
    assert 'value="YZ420018"' in body
    assert 'href="#surname"' in body
    assert 'aria-invalid="true"' in body
    body = ask(pages, "", "翟", lang, 400)
    assert 'value="翟"' in body
    assert 'href="#number"' in body
    ask(pages, "Y" * 41, "翟" * 41, lang, 400)


def test_a_number_alone_answers_nothing(pages: PageClient, meet: Meet) -> None:
    meet()
    assert "2027" not in ask(pages, "YZ420018", "", status=400)
    assert "2027" not in pages.get("/check?number=YZ420018").get_data(as_text=True)


def misses(pages: PageClient, meet: Meet) -> dict[str, tuple[int, dict[str, str], str]]:
    """Every cause of a miss: (status, headers, body without what was typed)."""
    meet()
    meet(number="YZ420019", name="赵敏", scopes=[Scope.LISTING, Scope.CHECKS])
    questions = {
        "unknown": ("YZ999999", "翟"),
        "wrong surname": ("YZ420018", "赵"),
        "the whole name": ("YZ420018", "翟秀英"),
        "wrong surname of a listed person": ("YZ420019", "翟"),
        "not even a number": ("???", "翟"),
        "an unknown card code": ("1234567890123456", ""),
    }
    found = {}
    for cause, (number, surname) in questions.items():
        response = pages.post("/check", {"number": number, "surname": surname})
        body = response.get_data(as_text=True)
        body = body.replace(f'value="{number}"', "").replace(f'value="{surname}"', "")
        headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
        found[cause] = (response.status_code, headers, body)
    return found


def test_every_miss_is_the_same_answer_byte_for_byte(pages: PageClient, meet: Meet) -> None:
    found = misses(pages, meet)
    assert "没有查到相符的证件，请再核对" in found["unknown"][2]
    assert all(answer == found["unknown"] for answer in found.values())


@LANGUAGES
@pytest.mark.parametrize(
    ("facts", "zh", "en"),
    [
        ({"ends": {Component.BC4: date(2026, 11, 20)}}, "请先核实", "Verify first"),
        ({"ends": {Component.BC9: date(2026, 11, 20)}}, "请先核实", "Verify first"),
        ({"outcomes": {Component.BC3: Outcome.NOT_CHECKED}}, "请先核实", "Verify first"),
        ({"outcomes": {Component.BC2: Outcome.COULD_NOT}}, "请先核实", "Verify first"),
        ({"employed": False}, "请先核实", "Verify first"),
        ({"source": Source.COMPANY}, "请先核实", "Verify first"),
        ({"ends": {Component.BC2: date(2026, 11, 20)}}, "今日无效", "Not valid today"),
        ({"valid_until": date(2026, 11, 20)}, "今日无效", "Not valid today"),
        ({"valid_until": None}, "未载明", "No end date stated"),
    ],
)
def test_the_table_of_answers(
    pages: PageClient, meet: Meet, facts: dict[str, object], zh: str, en: str, lang: str
) -> None:
    meet(**facts)
    assert (en if lang else zh).lower() in ask(pages, "YZ420018", "翟", lang).lower()


def test_suspended_and_revoked_give_no_reason_until_the_decision_is_final(
    pages: PageClient, meet: Meet, session: Session, actor: Actor, clock: FixedClock
) -> None:
    one, two, three = (meet(number=f"YZ42002{n}") for n in range(3))
    suspend(session, actor, clock, one.permit, why="内部")
    revoke(session, actor, clock, two.permit, why="内部")
    revoke(session, actor, clock, three.permit, why="内部", final=True)
    session.commit()
    silent = [ask(pages, person.number, "翟").replace(person.number, "") for person in (one, two)]
    assert "今日无效" in silent[0]
    assert "内部" not in silent[0]
    assert re.sub(r"/companies/\w+|云州市测试\d+", "", silent[0]) == re.sub(
        r"/companies/\w+|云州市测试\d+", "", silent[1]
    )
    assert "决定已生效" not in silent[0]
    assert "决定已生效" in ask(pages, three.number, "翟")


def test_adverse_pending_and_not_checked_read_alike(pages: PageClient, meet: Meet) -> None:
    company = meet(number="YZ420030", outcomes={Component.BC2: Outcome.ADVERSE}).company
    for number, outcome in (("YZ420031", Outcome.PENDING), ("YZ420032", Outcome.NOT_CHECKED)):
        meet(number=number, outcomes={Component.BC2: outcome}, company=company)
    for scopes in ((), (Scope.CHECKS,)):
        bodies = set()
        for at, outcome in enumerate((Outcome.ADVERSE, Outcome.PENDING, Outcome.NOT_CHECKED)):
            number = f"YZ42004{at}{len(scopes)}"
            meet(number=number, outcomes={Component.BC2: outcome}, company=company, scopes=scopes)
            body = re.sub(r"第 [\d,]+ 条|记录 [\d,]+", "", ask(pages, number, "翟"))
            bodies.add(body.replace(number, ""))
        assert len(bodies) == 1
        assert ("目前无有效核查" in bodies.pop()) is bool(scopes)


def test_lines_and_their_reasons_need_consent(pages: PageClient, meet: Meet) -> None:
    ends = {Component.BC9: date(2026, 11, 12)}
    meet(ends=ends)
    body = ask(pages, "YZ420018", "翟")
    assert "商业保险" not in body
    assert "本人没有同意公示各项核查" in body
    meet(number="YZ420019", ends=ends, scopes=[Scope.CHECKS])
    body = ask(pages, "YZ420019", "翟")
    assert "商业保险已于2026年11月12日到期" in body
    assert "翟**" not in body


def test_a_withdrawn_consent_closes_the_lines_at_the_next_question(
    pages: PageClient, meet: Meet, session: Session, actor: Actor, clock: FixedClock
) -> None:
    person = meet(scopes=[Scope.LISTING, Scope.CHECKS])
    assert "健康体检" in ask(pages, person.number, "翟")
    withdraw(session, actor, clock, person.ref, channel=Channel.PAPER)
    session.commit()
    body = ask(pages, person.number, "翟")
    assert "证件有效" in body
    assert "健康体检" not in body
    assert "翟**" not in body


def test_a_listed_person_s_page_is_one_step_away_and_nobody_else_has_one(pages: PageClient, meet: Meet) -> None:
    listed = meet(scopes=[Scope.LISTING])
    body = ask(pages, listed.number, "翟")
    assert f'href="/people/{listed.page}"' in body
    assert "翟**" in body
    body = ask(pages, meet(number="YZ420019", scopes=[Scope.CHECKS]).number, "翟")
    assert "/people/" not in body


@LANGUAGES
def test_an_answer_can_be_asked_for_again_in_the_other_language(pages: PageClient, meet: Meet, lang: str) -> None:
    body = ask(pages, meet().number, "翟", lang)
    assert f'<form method="post" action="{"/check" if lang else "/en/check"}">' in body


@LANGUAGES
def test_the_code_in_the_qr_answers_without_a_surname(pages: PageClient, meet: Meet, lang: str) -> None:
    person = meet()
    response = pages.get(f"{lang}/d/{person.card.token}")
    assert 'class="answer answer--green"' in response.get_data(as_text=True)
    assert response.headers["Cache-Control"] == "no-store"
    assert 'class="answer answer--green"' in ask(pages, person.card.code, "", lang)


def test_a_damaged_token_finds_nothing_and_a_redirect_is_ignored(pages: PageClient, meet: Meet) -> None:
    token = meet().card.token
    for at in range(len(token)):
        other = "A" if token[at] != "A" else "B"
        assert "没有查到相符的证件" in pages.get(f"/d/{token[:at]}{other}{token[at + 1 :]}").get_data(as_text=True)
    body = pages.get(f"/d/{token}?next=https://example.org&url=//example.org").get_data(as_text=True)
    assert "证件有效" in body
    assert "//example.org" not in re.sub(r'href="/(en/)?(d|text-size)[^"]*"', "", body)


@LANGUAGES
def test_a_lost_card_is_dead_and_the_number_lives_on(
    pages: PageClient, meet: Meet, session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, lang: str
) -> None:
    person = meet(scopes=[Scope.LISTING, Scope.CHECKS])
    report_lost(session, actor, clock, person.permit)
    session.commit()
    for body in (
        pages.get(f"{lang}/d/{person.card.token}").get_data(as_text=True),
        ask(pages, person.card.code, "", lang),
    ):
        assert ("Reported lost" if lang else "已挂失") in body
        assert 'class="checks"' not in body
        assert "翟" not in body
    assert ("Permit valid" if lang else "证件有效") in ask(pages, person.number, "翟", lang)
    card = reissue_card(session, actor, clock, keyring, person.permit)
    session.commit()
    assert 'class="answer answer--green"' in pages.get(f"{lang}/d/{card.token}").get_data(as_text=True)
    assert ("Reported lost" if lang else "已挂失") in pages.get(f"{lang}/d/{person.card.token}").get_data(as_text=True)


def test_an_insurance_that_ends_tonight_turns_the_answer_at_midnight(
    pages: PageClient, meet: Meet, clock: FixedClock
) -> None:
    tonight = date(2026, 11, 21)
    person = meet(ends={Component.BC9: tonight})
    clock.set(day_end(tonight) - timedelta(microseconds=1))
    assert "证件有效" in pages.get(f"/d/{person.card.token}").get_data(as_text=True)
    clock.set(day_end(tonight))
    assert "请先核实" in pages.get(f"/d/{person.card.token}").get_data(as_text=True)


def test_no_answer_prints_a_number_or_a_name_that_was_not_typed(pages: PageClient, meet: Meet) -> None:
    person = meet(scopes=[Scope.LISTING, Scope.CHECKS])
    body = pages.get(f"/d/{person.card.token}").get_data(as_text=True)
    assert person.number not in body
    assert person.card.code not in body
    assert "秀英" not in body
    assert person.ref not in body


def test_nothing_typed_reaches_an_address(pages: PageClient, meet: Meet) -> None:
    person = meet()
    body = ask(pages, person.number, "翟")
    assert re.findall(rf'(?:href|action)="[^"]*(?:{person.number}|翟)[^"]*"', body) == []


@LANGUAGES
def test_a_damaged_register_says_so_with_phones_and_no_stack(
    pages: PageClient, meet: Meet, session: Session, lang: str
) -> None:
    person = meet()
    session.execute(text("ALTER TABLE record_key RENAME TO record_key_gone"))
    session.commit()
    for body in (
        ask(pages, person.number, "翟", lang, 503),
        pages.get(f"{lang}/d/{person.card.token}", status=503).get_data(as_text=True),
    ):
        assert ("Cannot be checked right now" if lang else "暂时无法查询") in body
        assert 'href="tel:01000001000"' in body
        assert "Traceback" not in body
        assert "record_key" not in body
