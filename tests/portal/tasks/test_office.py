"""Mail and tasks: operators see the queue, decide what the machine could not, and read mail in the mailbox only."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.wiring import wiring
from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock
from registry.tasks import queue
from registry.tasks.actions import enqueue, send_mail
from registry.tasks.models import Job
from registry.tasks.states import JobState
from tests.desk import Desk

LINK = "http://127.0.0.1:8000/account/reset/abc"


def written(app: Flask, desk: Desk, clock: FixedClock) -> str:
    with app.app_context(), desk.unit() as session:
        body = f"您好：\n\n请打开 {LINK} 设置密码。<b>不是标记</b>"
        return send_mail(
            session, SYSTEM, clock, wiring().keyring, to="fang@example.org", subject="设置密码", body=body,
            about=("account", "abcdefghijkl"),
        )  # fmt: skip


def dead(desk: Desk, clock: FixedClock) -> str:
    with desk.unit() as session:
        ref = enqueue(session, SYSTEM, clock, kind="backup", payload={})
        leased = queue.lease(session, clock, "w", kinds={"backup"})
        queue.failed(session, clock, leased, "w", error="BackupRefused", final=True)
    return ref


def state(app: Flask, ref: str) -> str:
    with Session(app.extensions["register_writer"]) as session:
        return session.scalar(select(Job.state).where(Job.ref == ref))


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_mailbox_shows_messages_and_their_links_work(
    app: Flask, desk: Desk, clock: FixedClock, prefix: str
) -> None:
    ref = written(app, desk, clock)
    dead(desk, clock)
    client = desk.sign_in("administrator")
    page = client.get(f"{prefix}/office/mail").get_data(as_text=True)
    assert f"/office/mail/{ref}" in page
    assert "BackupRefused" in page
    message = client.get(f"{prefix}/office/mail/{ref}").get_data(as_text=True)
    assert f'href="{LINK}"' in message
    assert "fang@example.org" in message
    assert "&lt;b&gt;不是标记" in message
    client.get(f"{prefix}/office/mail/nothing", status=404)


def test_in_production_nobody_reads_other_peoples_mail(app: Flask, desk: Desk, clock: FixedClock) -> None:
    ref = written(app, desk, clock)
    client = desk.sign_in("administrator")
    wired = app.extensions["wiring"]
    wired.settings = replace(wired.settings, production=True)
    for path in ("/office/mail", f"/office/mail/{ref}"):
        page = client.get(path).get_data(as_text=True)
        assert "fang@example.org" not in page
        assert "设置密码" not in page


def test_what_was_given_up_is_tried_again_or_closed(app: Flask, desk: Desk, clock: FixedClock) -> None:
    first, second = dead(desk, clock), dead(desk, clock)
    client = desk.sign_in("administrator")
    client.get("/office/mail")
    client.post(f"/office/jobs/{first}/retry")
    client.get("/office/mail")
    client.post(f"/office/jobs/{second}/settle", {"why": "已人工备份"})
    assert (state(app, first), state(app, second)) == (JobState.QUEUED, JobState.DONE)
    client.post(f"/office/jobs/{second}/settle", {"why": "再来"}, status=409)
    client.post("/office/jobs/nothing/retry", status=404)


@pytest.mark.parametrize("role", ["reviewer", "clerk", "company_signer", "regulator"])
def test_others_find_no_such_page(app: Flask, desk: Desk, clock: FixedClock, role: str) -> None:
    ref = dead(desk, clock)
    client = desk.sign_in(role)
    client.get("/office/mail", status=404)
    client.post(f"/office/jobs/{ref}/retry", status=404)
    assert state(app, ref) == JobState.DEAD


def test_a_long_list_has_pages(app: Flask, desk: Desk, clock: FixedClock) -> None:
    for _ in range(51):
        written(app, desk, clock)
    client = desk.sign_in("administrator")
    assert "?page=2" in client.get("/office/mail").get_data(as_text=True)
    assert 0 < client.get("/office/mail?page=2").get_data(as_text=True).count('<a href="/office/mail/') < 50
    client.get("/office/mail?page=-4")
