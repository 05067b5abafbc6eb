"""Newcomers of a roster: the company cannot tell who is registered elsewhere, officers can and rule on many at once."""

import re
from io import BytesIO
from pathlib import Path

from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from portal.jobs import Jobs
from registry.cases.models import Case
from registry.companies.queries import load
from registry.core.clock import FixedClock
from registry.looks.models import Look
from registry.rosters.models import RosterNewcomer
from registry.tasks.models import OutgoingMail
from registry.workers.models import Employment, TransferRequest
from tests.desk import Desk
from tests.make.companies import register_company
from tests.make.desk_people import PEOPLE, Staff
from tests.make.desk_rosters import (
    ALL,
    case_of_three,
    elsewhere,
    html,
    rows,
    send,
    uploaded,
    without_refs,
    working,
)


def seen_by_the_company(
    desk: Desk, jobs: Jobs, engine: Engine, clock: FixedClock, folder: Path, permit: str, number: int
) -> list[str]:
    """Everything a company reads of a one-row roster, from sending it to the list of its people and its mail."""
    app = desk._app
    with app.app_context(), Session(engine) as session:
        face = load(session, [desk.company])[desk.company]
        mail = session.scalar(select(func.count()).select_from(OutgoingMail))
    client = desk.sign_in("company_clerk", number)
    # The same words in every cell but the numbers: what is compared is whether the register knows the person.
    people = rows(face.uscc, number, 姓名="王小新", 序号=1, 上门服务证号=permit)
    folder.mkdir()
    faulty = send(client, folder, [one | {"手机号码": "123"} for one in people])
    working(jobs)
    seen = [html(client, faulty), html(client, f"{faulty}/progress")]
    book = load_workbook(BytesIO(client.get(f"{faulty}/errors.xlsx").data))
    seen.append(str([[str(cell.value) for cell in row] for sheet in book for row in sheet.iter_rows()]))
    clock.advance(seconds=1)  # the newest of the uploads stands first
    where = send(client, folder, people)
    pages = (where, f"{where}/progress", f"{where}/newcomers", "/company/people/upload", "/company/", PEOPLE)
    for step in ("received", "checked", "confirmed", "applied"):
        if step == "confirmed":
            client.post(f"{where}/confirm")
        elif step != "received":
            working(jobs)
        seen += [html(client, path) for path in pages]
        seen += [html(client, f"/en{path}") for path in pages if not path.endswith("progress")]
    with Session(engine) as session:
        case = session.scalars(select(Case).order_by(Case.serial.desc())).first()
        assert case is not None
        seen.append(str((case.kind, case.company_ref, case.payload, case.state, case.due_at)))
    reviewer = desk.sign_in("reviewer", number)
    reviewer.get("/office/")
    reviewer.post("/office/cases/remind", {"case": case.ref})
    clock.advance(seconds=1)
    again = send(client, folder, people)
    working(jobs)
    seen.append(html(client, again))
    with Session(engine) as session:
        seen.append(str((session.scalar(select(func.count()).select_from(OutgoingMail)) or 0) - (mail or 0)))
    said = {
        str(face.name): "COMPANY", face.uscc: "CODE", str(people[0]["身份证号"]): "ID", permit: "PERMIT",
        desk.actor("company_clerk", number).name: "CLERK",
    }  # fmt: skip
    for word, instead in said.items():
        seen = [page.replace(word, instead) for page in seen]
    return [re.sub(r"\b\d\d:\d\d:\d\d\b", "TIME", without_refs(page)) for page in seen]


def test_known_elsewhere_and_known_nowhere_read_the_same_byte_for_byte(
    app: Flask, desk: Desk, jobs: Jobs, engine: Engine, clock: FixedClock, staff: Staff, code: str, tmp_path: Path
) -> None:
    elsewhere(staff, code, 1, permit_number="YZ000000555")
    other = Desk(app, clock)
    with other.unit() as session:
        other._company = register_company(session, clock)
    known = seen_by_the_company(desk, jobs, engine, clock, tmp_path / "known", "YZ000000555", 1)
    unknown = seen_by_the_company(other, jobs, engine, clock, tmp_path / "unknown", "YZ000000777", 2)
    for one, other_page in zip(known, unknown, strict=True):
        assert one == other_page
    told = "".join(known)
    assert "欧阳" not in told
    assert "等协会核对" in told
    assert "Waits for the association" in told


def test_the_worker_does_the_same_work_for_both(
    desk: Desk, jobs: Jobs, engine: Engine, staff: Staff, code: str, tmp_path: Path
) -> None:
    """Time is not compared with a clock: as many statements are asked, of the same words, whoever it is."""
    elsewhere(staff, code, 1, permit_number="YZ000000555")
    asked: list[list[str]] = []
    for number, permit in ((2, "YZ000000777"), (1, "YZ000000555")):
        said: list[str] = []

        def heard(_connection: object, _cursor: object, statement: str, *_: object, said: list[str] = said) -> None:
            said.append(statement)

        event.listen(Engine, "before_cursor_execute", heard)
        try:
            uploaded(desk, jobs, tmp_path, rows(code, number, 上门服务证号=permit))
        finally:
            event.remove(Engine, "before_cursor_execute", heard)
        asked.append([one for one in said if "roster_newcomer" in one or "worker" in one or "case_file" in one])
    assert asked[0]
    assert asked[0] == asked[1]


def test_officers_see_the_match_once_the_look_is_noted_and_companies_never(
    desk: Desk, jobs: Jobs, engine: Engine, staff: Staff, code: str, tmp_path: Path
) -> None:
    where, case = case_of_three(desk, jobs, engine, staff, code, tmp_path)
    page = f"/office/newcomers/{case}"
    reviewer, company = desk.sign_in("reviewer"), desk.sign_in("company_clerk")
    assert page in html(reviewer, f"/office/cases/{case}")
    worklist = html(reviewer, "/office/?kind=roster_newcomers")
    assert case in worklist
    assert code in worklist  # whose roster it is, for officers
    told = html(reviewer, page)
    names = [str(one["姓名"]) for one in rows(code, 1, 2, 3)]
    assert [name in told for name in names] == [False, True, True]
    assert "欧阳别处" not in told
    assert "别家" not in told
    with Session(engine) as session:
        assert session.scalars(select(Look.ref)).all() == []
    reviewer.post(f"{page}/open", {"shown": "matched", "after": "0"})
    told = html(reviewer, page)
    assert all(name in told for name in (*names, "欧阳别处", "别家"))
    assert all(str(one["身份证号"]) not in told for one in rows(code, 1, 2, 3))
    html(reviewer, f"/en{page}?shown=matched")
    assert names[1] not in html(reviewer, f"{page}?shown=matched")
    assert names[0] not in html(reviewer, f"{page}?shown=unmatched")
    html(reviewer, f"{page}?shown=nonsense&after=nonsense")
    with Session(engine) as session:
        assert session.scalars(select(Look.case_ref)).all() == [case]
    for path in (page, f"{page}/progress"):
        company.get(path, status=404)
    company.post(f"{page}/rule", ALL, status=404)
    assert "欧阳" not in html(company, f"{where}/newcomers")
    reviewer.get("/office/newcomers/nobody", status=404)
    clerk = desk.sign_in("clerk")
    assert 'name="act"' not in html(clerk, page)
    clerk.post(f"{page}/rule", ALL, status=403)


def test_all_unmatched_are_confirmed_at_once_and_the_known_come_by_their_own_code(
    desk: Desk, jobs: Jobs, engine: Engine, staff: Staff, code: str, tmp_path: Path
) -> None:
    where, case = case_of_three(desk, jobs, engine, staff, code, tmp_path)
    page = f"/office/newcomers/{case}"
    reviewer, company = desk.sign_in("reviewer"), desk.sign_in("company_clerk")
    waiting = html(company, f"{where}/newcomers").count("等协会核对</span>")
    assert waiting == 3
    assert "请选择怎么办" in reviewer.post(f"{page}/rule", {"why": "x"}, status=400).get_data(as_text=True)
    reviewer.post(f"{page}/rule", ALL)
    told = html(reviewer, page)
    assert "刷新" in told
    assert 'name="act"' not in told
    assert reviewer.get(f"{page}/progress").json["state"] == "applying"
    assert "另一项决定正在办理" in reviewer.post(f"{page}/rule", ALL, status=400).get_data(as_text=True)
    working(jobs)
    assert reviewer.get(f"{page}/progress").json["state"] == "applied"
    seen = without_refs(html(company, f"{where}/newcomers"))
    assert (seen.count("等协会核对</span>"), seen.count("已登记</span>")) == (1, 2)
    with Session(engine) as session:
        employed = session.scalars(select(Employment.worker_ref).where(Employment.company_ref == desk.company)).all()
        assert len(employed) == 2
    reviewer.post(f"{page}/rule", {**ALL, "act": "transfer", "why": "凭码办理"})
    working(jobs)
    assert without_refs(html(company, f"{where}/newcomers")) == seen
    assert "登记办理中" in html(company, PEOPLE)
    (transfer,) = staff.transfers()
    reviewer.post(f"/office/transfers/{transfer}/open")
    assert "须有本人的转会码" in reviewer.post(
        f"/office/transfers/{transfer}/decide", {"outcome": "approved", "why": "x"}, status=400
    ).get_data(as_text=True)
    with Session(engine) as session:
        found = session.get(Case, case)
        assert found is not None
        assert (found.state, found.decided_outcome) == ("decided", "approved")


def test_some_are_ticked_and_refused_with_a_reason_that_stays_at_the_office(
    desk: Desk, jobs: Jobs, engine: Engine, staff: Staff, code: str, tmp_path: Path
) -> None:
    where, case = case_of_three(desk, jobs, engine, staff, code, tmp_path)
    page = f"/office/newcomers/{case}"
    reviewer, company = desk.sign_in("reviewer"), desk.sign_in("company_clerk")
    with Session(engine) as session:
        refs = dict(session.execute(select(RosterNewcomer.row, RosterNewcomer.ref)).all())
    sent = {"act": "refuse", "whom": "ticked", "why": "证件照片不清"}
    assert "请先勾选人员" in reviewer.post(f"{page}/rule", sent, status=400).get_data(as_text=True)
    reviewer.post(f"{page}/rule", {**sent, "people": [refs[2], refs[3]]})
    working(jobs)
    assert "证件照片不清" in html(reviewer, f"{page}?shown=decided")
    seen = html(company, f"{where}/newcomers")
    assert (seen.count("未予登记</span>"), seen.count("等协会核对</span>")) == (2, 1)
    assert "证件照片不清" not in seen
    with Session(engine) as session:
        assert session.scalars(select(TransferRequest.ref)).all() == []
        kept = session.scalars(select(RosterNewcomer.sealed).where(RosterNewcomer.state == "refused")).all()
        assert set(kept) == {None}
