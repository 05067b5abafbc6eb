"""The history of a listed person: readable differences, nothing erased, nothing of the permit."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.workers.history import versions
from registry.consents.actions import give_many, withdraw
from registry.consents.states import Channel
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.permits.actions import suspend
from registry.record import keys
from tests.make.consents import given
from tests.make.standing_people import Someone, leave
from tests.pages import PageClient

Meet = Callable[..., Someone]


@pytest.mark.parametrize("lang", ["", "/en"])
def test_each_version_says_what_it_changed(
    pages: PageClient, meet: Meet, session: Session, actor: Actor, clock: FixedClock, lang: str
) -> None:
    person = meet()
    clock.advance(days=10)
    leave(session, actor, clock, person, date(2026, 11, 30))
    suspend(session, actor, clock, person.permit, why="内部")
    session.commit()
    body = pages.get(f"{lang}/people/{person.page}/history").get_data(as_text=True)
    assert ("30 Nov 2026" if lang else "2026年11月30日") in body
    assert body.count("<ins") >= 5
    assert ("Suspended" if lang else "已暂停") not in body
    assert ("Health check" if lang else "健康体检") not in body


def test_what_was_withdrawn_before_a_new_consent_is_not_even_hinted_at(
    pages: PageClient, meet: Meet, session: Session, actor: Actor, clock: FixedClock
) -> None:
    person = meet()
    clock.advance(days=10)
    withdraw(session, actor, clock, person.ref, channel=Channel.PAPER)
    clock.advance(days=10)
    give_many(session, actor, clock, [given(worker_ref=person.ref, form_on=date(2026, 12, 10))])
    session.commit()
    page = keys.keys_of(session, "worker_page", [person.ref])[person.ref]
    assert page != person.page
    body = pages.get(f"/people/{page}/history").get_data(as_text=True)
    assert "2026年12月11日" in body
    assert body.count(">家政服务员 · ") == 1
    assert "内容没有变化" not in body
    pages.get(f"/people/{person.page}/history", status=404)
    assert "翟**" not in pages.get(f"/people/{page}?known_on=2026-11-25").get_data(as_text=True)


def test_only_listed_faces_and_spells_have_a_history(app: object, meet: Meet, session: Session) -> None:
    person = meet()
    with app.test_request_context("/"):
        about = {version.about.en for version in versions(session, person.ref)}
    assert about == {"Worker", "Employment"}
