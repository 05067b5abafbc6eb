"""A company uploads its people: one file at a time, seen before it is written, its own only."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from portal.jobs import Jobs
from registry.cases.models import Case
from registry.core.clock import FixedClock
from registry.rosters.actions_uploads import APPLY, CHECK
from registry.rosters.models import RosterNewcomer, RosterUpload
from registry.workers.models import Worker
from tests.desk import Desk
from tests.make.companies import register_company
from tests.make.desk_rosters import UPLOAD, rows, send, working
from tests.make.rosters import worker_cells


def test_a_file_is_seen_before_it_is_written(
    desk: Desk, jobs: Jobs, engine: Engine, code: str, tmp_path: Path, app: Flask
) -> None:
    client = desk.sign_in("company_clerk")
    where = send(client, tmp_path, rows(code, 1, 2, 3))
    assert "检查" in client.get(where).get_data(as_text=True) or "已收到" in client.get(where).get_data(as_text=True)
    assert client.get(f"{where}/progress").json["state"] == "received"
    working(jobs)
    page = client.get(where).get_data(as_text=True)
    assert "待确认" in page
    assert "<dd>3</dd>" in page
    with Session(engine) as session:
        assert session.scalars(select(Worker.ref)).all() == []
    client.post(f"{where}/confirm")
    working(jobs)
    assert "已导入" in client.get(where).get_data(as_text=True)
    client.get(f"/en{where}")
    with Session(engine) as session:
        assert session.scalars(select(Worker.ref)).all() == []  # until an officer has ruled on them
        newcomers = session.scalars(select(RosterNewcomer)).all()
        assert {(one.company_ref, one.state) for one in newcomers} == {(desk.company, "waiting")}
        assert len(newcomers) == 3
    assert client.get(f"{where}/newcomers").get_data(as_text=True).count("等协会核对") >= 3
    client.get(f"/en{where}/newcomers")
    assert f"{where}/newcomers" in client.get("/company/people").get_data(as_text=True)
    assert [path.name for path in app.extensions["settings"].staging_dir.glob("upload-*.roster")] == []


def test_nothing_readable_lies_on_the_disk(desk: Desk, jobs: Jobs, code: str, tmp_path: Path, app: Flask) -> None:
    client = desk.sign_in("company_clerk")
    people = rows(code, 1, 2, **{"手机号码": "123"})
    where = send(client, tmp_path / "..", people)
    number = str(people[0]["身份证号"]).encode()
    held = list(app.extensions["settings"].staging_dir.iterdir())
    assert held
    assert all(number not in path.read_bytes() for path in held)
    working(jobs)
    page = client.get(where).get_data(as_text=True)
    assert "有错误" in page
    assert "下载标好问题的名单" in page
    held = list(app.extensions["settings"].staging_dir.iterdir())
    assert {path.suffix for path in held} == {".errors"}
    assert number not in held[0].read_bytes()
    book = client.get(f"{where}/errors.xlsx").data
    assert book.startswith(b"PK")
    assert len(book) > 3000


def test_one_at_a_time_and_a_second_is_told_so(desk: Desk, jobs: Jobs, code: str, tmp_path: Path) -> None:
    clerk, signer = desk.sign_in("company_clerk"), desk.sign_in("company_signer")
    where = send(clerk, tmp_path, rows(code, 1))
    send(signer, tmp_path, rows(code, 2), status=409)
    assert where in signer.get(UPLOAD).get_data(as_text=True)
    signer.post(f"{where}/cancel")
    second = send(signer, tmp_path, rows(code, 2))
    assert second != where
    working(jobs)
    assert "待确认" in signer.get(second).get_data(as_text=True)
    assert "已取消" in signer.get(where).get_data(as_text=True)


def test_another_companys_upload_is_not_found(
    desk: Desk, app: Flask, clock: FixedClock, code: str, tmp_path: Path
) -> None:
    where = send(desk.sign_in("company_clerk"), tmp_path, rows(code, 1))
    with app.app_context():
        other = Desk(app, clock)
        with other.unit() as session:
            other._company = register_company(session, clock)
    stranger = other.sign_in("company_clerk", 2)
    for path in (where, f"{where}/newcomers", f"{where}/progress", f"{where}/errors.xlsx"):
        stranger.get(path, status=404)
    for path in (f"{where}/confirm", f"{where}/cancel"):
        stranger.post(path, status=404)
    desk.sign_in("clerk").get(UPLOAD, status=404)


def test_a_killed_worker_is_followed_by_another(
    desk: Desk, jobs: Jobs, app: Flask, engine: Engine, clock: FixedClock, code: str, tmp_path: Path
) -> None:
    client = desk.sign_in("company_clerk")
    where = send(client, tmp_path, rows(code, 1, 2))
    for _ in range(2):  # once while checking, once while applying
        with Session(engine) as session:
            from registry.tasks import queue

            settings = app.extensions["settings"]
            assert settings
            queue.lease(session, clock, "dead", kinds=(CHECK, APPLY))
            session.commit()
        working(jobs)
        assert "刷新" in client.get(where).get_data(as_text=True)
        clock.advance(minutes=11)
        working(jobs)
        if "待确认" in client.get(where).get_data(as_text=True):
            client.post(f"{where}/confirm")
    assert "已导入" in client.get(where).get_data(as_text=True)
    with Session(engine) as session:
        assert len(session.scalars(select(RosterNewcomer.ref)).all()) == 2
        assert len(session.scalars(select(Case.ref)).all()) == 1


@pytest.mark.parametrize(
    ("form", "status"),
    [({}, 400), ({"consent_on": "2026-11-01"}, 400), ({"consent_on": "nonsense"}, 400)],
    ids=["no file", "half a consent", "no day"],
)
def test_what_is_wrong_with_the_form_is_said_beside_it(desk: Desk, form: dict[str, str], status: int) -> None:
    client = desk.sign_in("company_clerk")
    sent: dict[str, Any] = dict(form)
    if form:
        sent["file"] = (BytesIO(b"x"), "roster.csv")
    assert "govuk-error-summary" in client.post(UPLOAD, sent, status=status).get_data(as_text=True)


def test_a_row_of_another_company_is_refused(desk: Desk, jobs: Jobs, engine: Engine, code: str, tmp_path: Path) -> None:
    client = desk.sign_in("company_clerk")
    people = rows(code, 1)
    people += [worker_cells(number=2, 所属企业="", 上门服务证号="")]
    where = send(client, tmp_path, people)
    working(jobs)
    assert "不是本企业的统一社会信用代码" in client.get(where).get_data(as_text=True)
    with Session(engine) as session:
        assert session.scalars(select(RosterUpload.state)).all() == ["refused"]


def test_the_template_can_be_fetched(desk: Desk) -> None:
    assert desk.sign_in("company_clerk").get(f"{UPLOAD}/template.xlsx").data.startswith(b"PK")
