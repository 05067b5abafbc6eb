"""The trace's reader: who may read what, by person and case, and an export that is noted and runs no formula."""

import csv
import io

import pytest
from sqlalchemy import select

from registry.audit.models import AuditEntry
from registry.cases.models import Case
from registry.core.actor import Role
from tests.desk import Desk
from tests.make.cases import open_case


def body(client, path: str, status: int = 200) -> str:
    return client.get(path, status=status).get_data(as_text=True)


def test_the_trace_by_person_and_by_case(desk: Desk, clock) -> None:
    with desk.unit() as session:
        ref = open_case(session, clock)
        number = session.get(Case, ref).number
    client = desk.sign_in("reviewer")
    client.get("/office/")
    client.post(f"/office/cases/{ref}/note", {"note-why": "=1+1 已核实", "note-version": "1"})
    page = body(client, f"/office/trace?case={number}")
    assert "case.note" in page
    assert "案件：备注" in page
    assert "account.sign_in" not in page
    assert "account.sign_in" in body(client, f"/office/trace?actor={desk.actor('reviewer').ref}")
    assert "没有记录" in body(client, "/office/trace?case=2026-999999")
    assert "没有记录" in body(client, "/office/trace?first=2030-01-01&before=x&last=nonsense")
    assert "Case: noted" in body(client, "/en/office/trace")
    client.post(f"/office/trace/export?case={number}", {"why": ""}, status=400)
    answer = client.post(f"/office/trace/export?case={number}", {"why": "年度检查"}, status=200)
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [row[4] for row in rows[1:]] == ["case.note", "case.open"]
    assert rows[1][6] == "'=1+1 已核实"
    with desk.unit() as session:
        assert session.scalar(select(AuditEntry.why).where(AuditEntry.action == "trace.export")) == "年度检查"


def test_a_clerk_reads_the_own_unit_and_takes_nothing_out(desk: Desk) -> None:
    officer, client = desk.sign_in("data_protection_officer"), desk.sign_in("clerk")
    page = body(client, "/office/trace")
    assert "本组岗位" in page
    acts = page.split("<table", 1)[1]
    assert desk.actor("data_protection_officer").ref not in acts
    assert desk.actor("clerk").ref in acts
    client.post("/office/trace/export", {"why": "试试"}, status=404)
    assert desk.actor("clerk").ref in body(officer, "/office/trace")


@pytest.mark.parametrize("role", [Role.COMPANY_SIGNER, Role.REGULATOR, Role.ADMINISTRATOR, Role.COMPLAINT_OFFICER])
def test_others_find_no_trace(desk: Desk, role: Role) -> None:
    desk.sign_in(role).get("/office/trace", status=404)
