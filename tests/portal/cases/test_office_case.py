"""One case on its page: two people, a stale page, words with numbers in them, a double click."""

from registry.cases import actions
from registry.cases.models import Case, CaseEvent
from registry.cases.states import CaseKind, CaseState
from tests.desk import Desk
from tests.make.cases import KEEPER, open_case


def made(desk: Desk, clock, kind: CaseKind = CaseKind.UNMASK_BULK) -> str:
    company = desk.company
    with desk.unit() as session:
        return open_case(session, clock, kind=kind, company=company, subject=company, payload={"purpose": "年审"})


def held(desk: Desk, ref: str) -> Case:
    with desk.unit() as session:
        return session.get(Case, ref)


def step(client, ref: str, act: str, status: int = 303, **fields: str):
    return client.post(f"/office/cases/{ref}/{act}", {f"{act}-{k}": v for k, v in fields.items()}, status=status)


def test_one_proposes_another_decides(desk: Desk, clock) -> None:
    ref = made(desk, clock)
    one, two = desk.sign_in("reviewer", 1), desk.sign_in("reviewer", 2)
    page = one.get(f"/office/cases/{ref}").get_data(as_text=True)
    assert "这类案件须两个人" in page
    assert "作出决定" not in page
    assert "年审" in page
    step(one, ref, "propose", outcome="approved", why="多次逾期未报", version="1")
    page = one.get(f"/office/cases/{ref}").get_data(as_text=True)
    assert "意见是您提出的" in page
    assert "作出决定" not in page
    step(one, ref, "decide", outcome="approved", why="同意", version="2")
    assert held(desk, ref).state == CaseState.PROPOSED
    page = two.get(f"/office/cases/{ref}").get_data(as_text=True)
    assert "意见由另一人提出" in page
    step(two, ref, "decide", outcome="approved", why="同意", version="2")
    case = held(desk, ref)
    assert (case.proposed_by, case.decided_by) == (desk.actor("reviewer", 1).ref, desk.actor("reviewer", 2).ref)
    two.get(f"/office/cases/{ref}")
    two.get(f"/en/office/cases/{ref}")


def test_a_stale_page_is_told_and_changes_nothing(desk: Desk, clock) -> None:
    ref = made(desk, clock)
    client = desk.sign_in("reviewer")
    client.get(f"/office/cases/{ref}")
    with desk.unit() as session:
        actions.note(session, KEEPER, clock, ref, "先到的一步")
    told = step(client, ref, "propose", status=409, outcome="approved", why="理由", version="1")
    assert "已有新的进展" in told.get_data(as_text=True)
    assert held(desk, ref).state == CaseState.OPEN


def test_what_is_wrong_stands_beside_its_field(desk: Desk, clock) -> None:
    ref = made(desk, clock)
    client = desk.sign_in("clerk")
    client.get(f"/office/cases/{ref}")
    page = step(client, ref, "propose", status=400, why="电话13800138000").get_data(as_text=True)
    assert "请选择结论" in page
    page = step(client, ref, "propose", status=400, outcome="approved", why="电话13800138000", version="1")
    assert "不要在这里写身份证号或手机号" in page.get_data(as_text=True)
    step(client, ref, "note", status=400, why="", version="1")
    step(client, ref, "propose", status=400, outcome="upheld", why="好", version="1")


def test_a_double_click_counts_once(desk: Desk, clock) -> None:
    ref = made(desk, clock)
    client = desk.sign_in("clerk")
    client.get(f"/office/cases/{ref}")
    for _ in range(2):
        client.post(f"/office/cases/{ref}/note", {"note-why": "已电话核实", "note-version": "1", "once": "abc"})
    with desk.unit() as session:
        assert session.query(CaseEvent).filter_by(case_ref=ref, act="note").count() == 1


def test_back_to_the_company_and_closed(desk: Desk, clock) -> None:
    ref = made(desk, clock, CaseKind.CERTIFICATE_REVIEW)
    client = desk.sign_in("reviewer")
    client.get(f"/office/cases/{ref}")
    step(client, ref, "return", why="请补营业执照", version="1")
    assert held(desk, ref).state == CaseState.WITH_COMPANY
    step(client, ref, "close", why="企业撤回", version="2")
    assert "请补营业执照" in client.get(f"/office/cases/{ref}").get_data(as_text=True)
    assert held(desk, ref).state == CaseState.CLOSED
    step(client, ref, "close", why="再来", version="3")
