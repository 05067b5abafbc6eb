"""Where a company comes from and how it leaves: declared or proposed, agreed by others, shown on the pages."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.jobs import Bench, end_employments
from portal.wiring import wiring
from registry.cases.models import Case
from registry.companies.actions_filing import END_EMPLOYMENTS
from registry.companies.models import Company
from registry.core.clock import FixedClock
from registry.tasks.models import Job
from registry.tasks.queue import Leased
from registry.workers.actions_employment import start_employment
from registry.workers.queries import staff_of
from tests.desk import Desk
from tests.make.applications import ready
from tests.make.companies import register_company, uscc
from tests.make.workers import new_employment, new_worker, registered

OLD = uscc(777_001)


@pytest.fixture(autouse=True)
def _calendar(app: Flask, desk: Desk, clock: FixedClock) -> None:
    with app.app_context(), desk.unit() as session:
        ready(session, clock)
        register_company(session, clock, uscc=OLD, name="云州市旧业家政服务有限公司")


def code_of(app: Flask, desk: Desk) -> str:
    with app.app_context(), desk.unit() as session:
        return session.scalars(select(Company.uscc).where(Company.ref == desk.company)).one()


def decide(client, case: str, act: str = "decide", **fields: str) -> None:
    client.get(case)
    client.get(f"/en{case}")
    client.post(f"{case}/{act}", {f"{act}-outcome": "approved", f"{act}-why": "情况属实", **fields})


def test_a_declared_predecessor_shows_on_both_pages_once_two_agreed(app: Flask, desk: Desk) -> None:
    signer = desk.sign_in("company_signer")
    signer.get("/company/predecessor")
    signer.get("/en/company/predecessor")
    sent = {"predecessor": OLD, "from_on": "2026-10-01", "basis": "原班人员重新登记"}
    signer.post("/company/predecessor", sent | {"predecessor": "nobody"}, status=400)
    signer.post("/company/predecessor", sent | {"from_on": "2027-01-01"}, status=400)
    signer.post("/company/predecessor", sent)
    assert "正在办理" in signer.post("/company/predecessor", sent, status=400).get_data(as_text=True)
    with app.app_context(), desk.unit() as session:
        case = f"/office/companies/cases/{session.scalars(select(Case.ref)).one()}"
    first, second = desk.sign_in("clerk"), desk.sign_in("reviewer")
    assert "云州市旧业家政服务有限公司" in first.get(case).get_data(as_text=True)
    decide(first, case, "propose")
    decide(second, case)
    new = code_of(app, desk)
    assert "云州市旧业家政服务有限公司" in second.get(f"/companies/{new}").get_data(as_text=True)
    assert f"/companies/{new}" in second.get(f"/companies/{OLD}").get_data(as_text=True)
    assert "企业申报。" in second.get(f"/companies/{OLD}").get_data(as_text=True)


def test_an_officer_proposes_with_the_companys_reply_and_another_decides(app: Flask, desk: Desk) -> None:
    first, second = desk.sign_in("reviewer", 1), desk.sign_in("reviewer", 2)
    page = f"/office/companies/{desk.company}"
    first.get(page)
    sent = {"predecessor": OLD, "from_on": "2026-10-01", "basis": "法定代表人与场所相同", "reply": ""}
    first.post(f"{page}/predecessor", sent, status=400)
    case = first.post(f"{page}/predecessor", sent | {"reply": "企业称只是租用同一场所"}).headers["Location"]
    first.get(case)
    first.post(f"{case}/decide", {"decide-outcome": "approved", "decide-why": "同意"}, status=403)
    decide(second, case)
    shown = second.get(f"/companies/{code_of(app, desk)}").get_data(as_text=True)
    assert "协会两名经办人认定" in shown
    assert "企业称只是租用同一场所" in shown


def test_a_company_leaves_and_its_people_no_longer_work_there(app: Flask, desk: Desk, clock: FixedClock) -> None:
    clerk, company = desk.actor("clerk"), desk.company
    with app.app_context(), desk.unit() as session:
        made = {"session": session, "actor": clerk, "clock": clock}
        worker = registered(**made, keyring=wiring().keyring, worker=new_worker())
        start_employment(**made, spell=new_employment(worker_ref=worker, company_ref=company))
    signer = desk.sign_in("company_signer")
    signer.get("/company/withdrawal")
    signer.get("/en/company/withdrawal")
    signer.post("/company/withdrawal", {"why": " "}, status=400)
    signer.post("/company/withdrawal", {"why": "停止营业"})
    signer.post("/company/withdrawal", {"why": "停止营业"}, status=400)
    with app.app_context(), desk.unit() as session:
        case = f"/office/companies/cases/{session.scalars(select(Case.ref)).one()}"
    decide(desk.sign_in("reviewer"), case)
    assert "已退出登记" in signer.get(f"/companies/{code_of(app, desk)}").get_data(as_text=True)
    with app.app_context(), desk.unit() as session:
        job = session.scalars(select(Job).where(Job.kind == END_EMPLOYMENTS)).one()
        leased = Leased(job.ref, job.kind, dict(job.payload), 1)
    writer, settings = app.extensions["register_writer"], app.extensions["settings"]
    with app.app_context():
        end_employments(Bench(settings, clock, wiring().keyring, writer, writer, "test"), leased)
    with app.app_context(), desk.unit() as session:
        assert not staff_of(session, [desk.company]).get(desk.company)


def test_only_a_signer_speaks_for_beginning_and_end(desk: Desk) -> None:
    clerk = desk.sign_in("company_clerk")
    clerk.get("/company/predecessor", status=404)
    clerk.get("/company/withdrawal", status=404)
    assert "退出登记" not in clerk.get("/company/").get_data(as_text=True)
