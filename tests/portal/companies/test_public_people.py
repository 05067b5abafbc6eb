"""What a company's pages tell of its people: counts from five on, and those who agreed to be listed."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from registry.background_checks.actions import record_many
from registry.background_checks.states import Component, Outcome
from registry.consents.actions import give_many, withdraw
from registry.consents.states import Channel, Scope
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.sources import Source
from registry.qualifications.actions import publish_held
from tests.make.background_checks import new_check
from tests.make.companies import uscc
from tests.make.consents import given
from tests.pages import PageClient
from tests.portal.companies.conftest import Enrol, Hire

CODE = uscc(4200)
PAGE = f"/companies/{CODE}"


def seen(pages: PageClient, path: str = PAGE, **options: object) -> str:
    return pages.get(path, **options).get_data(as_text=True)


def test_fewer_than_five_are_never_counted(pages: PageClient, enrol: Enrol, hire: Hire) -> None:
    ref = enrol(uscc=CODE)
    for _ in range(4):
        hire(company=ref)
    assert "持有效上门服务证的人员不足 5 人" in seen(pages)
    hire(company=ref, source=Source.COMPANY)
    page = seen(pages)
    assert "5 人" in page
    assert "其中背景核查有效的不足 5 人" in page
    hire(company=ref)
    assert "其中 5 人背景核查有效" in seen(pages)


def test_counts_follow_the_people_and_the_clock(pages: PageClient, clock: FixedClock, enrol: Enrol, hire: Hire) -> None:
    ref = enrol(uscc=CODE)
    for _ in range(5):
        hire(company=ref, valid_until=date(2026, 12, 31))
    hire(company=ref, valid_until=date(2026, 11, 30))
    assert "持有效上门服务证的 6 人" in seen(pages)
    clock.set(datetime(2026, 11, 30, 16, 0, tzinfo=UTC))
    assert "持有效上门服务证的 5 人" in seen(pages)


def test_neither_tag_nor_position_moves_with_somebody_nothing_is_told_of(
    pages: PageClient, session: Session, actor: Actor, clock: FixedClock, enrol: Enrol, hire: Hire
) -> None:
    ref = enrol(uscc=CODE, established_on=None)
    someone = hire(company=ref)
    paths = (PAGE, f"{PAGE}/people", f"{PAGE}/history", f"{PAGE}.json")
    tags = [pages.get(path).headers["ETag"] for path in paths]
    failed = new_check(worker_ref=someone.ref, component=Component.BC2, outcome=Outcome.ADVERSE, valid_until=None)
    record_many(session, actor, clock, [failed])
    session.commit()
    assert [pages.get(path).headers["ETag"] for path in paths] == tags
    clock.set(datetime(2027, 6, 1, tzinfo=UTC))  # every check of the person has ended meanwhile
    assert [pages.get(path).headers["ETag"] for path in paths] == tags


def test_consent_given_and_withdrawn_shows_at_the_next_request(
    pages: PageClient, session: Session, actor: Actor, clock: FixedClock, enrol: Enrol, hire: Hire
) -> None:
    ref = enrol(uscc=CODE)
    someone = hire(company=ref)
    people = f"{PAGE}/people"
    assert '<li class="card">' not in seen(pages, people)
    publish_held(session, actor, clock, give_many(session, actor, clock, [given(worker_ref=someone.ref)]))
    session.commit()
    assert '<li class="card">' in seen(pages, people)
    withdraw(session, actor, clock, someone.ref, channel=Channel.TELEPHONE)
    session.commit()
    assert '<li class="card">' not in seen(pages, people)


def test_people_are_listed_only_with_their_consent(pages: PageClient, enrol: Enrol, hire: Hire) -> None:
    ref = enrol(uscc=CODE)
    shown = hire(company=ref, name="欧阳淑芬", scopes=(Scope.LISTING,))
    hire(company=ref, name="张建国")
    hire(name="李秀英", scopes=(Scope.LISTING,))
    page = seen(pages, f"{PAGE}/people")
    assert page.count('<li class="card">') == 1
    assert "欧阳**" in page
    assert "淑芬" not in page
    assert f"/people/{shown.page}" in page
    assert shown.number not in page


def test_lists_of_people_end_at_the_fiftieth(
    pages: PageClient, enrol: Enrol, hire: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.companies.people.PERSON_DEPTH", 3)
    monkeypatch.setattr("portal.companies.people.PAGE_SIZE", 2)
    ref = enrol(uscc=CODE)
    for _ in range(5):
        hire(company=ref, scopes=(Scope.LISTING,))
    assert [seen(pages, f"{PAGE}/people?page={page}").count('<li class="card">') for page in (1, 2, 3, 99, 0)] == [
        2,
        1,
        1,
        1,
        2,
    ]


def test_people_have_no_past_here(pages: PageClient, clock: FixedClock, enrol: Enrol, hire: Hire) -> None:
    ref = enrol(uscc=CODE)
    hire(company=ref, scopes=(Scope.LISTING,))
    clock.advance(days=3)
    page = seen(pages, f"{PAGE}/people?known_on=2026-11-22")
    assert '<li class="card">' not in page
    assert "人员没有过去的页面" in page
    assert "只显示今天的数字" in seen(pages, f"{PAGE}?known_on=2026-11-22")
