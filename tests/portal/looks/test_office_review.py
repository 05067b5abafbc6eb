"""The data-protection officer sees who looked; an approval is asked for, decided by two others, and opened."""

from portal.wiring import wiring
from registry.cases import actions as cases
from registry.cases.models import Case
from registry.cases.states import CaseKind, Outcome
from registry.looks import actions
from registry.looks.states import Purpose, Seen
from tests.desk import Desk
from tests.make.cases import CLERK, DPO, OTHER_REVIEWER
from tests.make.workers import new_worker, registered


def test_looks_are_listed_for_the_officer_alone(app, desk: Desk, clock, actor) -> None:
    with app.app_context(), desk.unit() as session:
        person = registered(
            session=session, actor=actor, clock=clock, keyring=wiring().keyring, worker=new_worker(name="张淑芬")
        )
        actions.note_looks(session, CLERK, clock, [person], seen=Seen.FILE, purpose=Purpose.INQUIRY, why="本人来电")
    client = desk.sign_in("data_protection_officer")
    page = client.get("/office/looks").get_data(as_text=True)
    assert "本人来电" in page
    assert "张淑芬" not in page
    assert "本人来电" not in client.get("/office/looks?seen=export").get_data(as_text=True)
    assert "本人来电" in client.get("/office/looks?first=2026-11-01&last=2026-12-31&purpose=inquiry").get_data(True)
    assert "本人来电" not in client.get("/office/looks?last=2026-11-01&first=x").get_data(as_text=True)
    client.get("/en/office/looks")
    desk.sign_in("reviewer").get("/office/looks", status=404)


def test_an_approval_from_asking_to_use(desk: Desk, clock) -> None:
    client = desk.sign_in("reviewer")
    client.get("/office/looks/requests")
    asked = {"kind": "unmask", "purpose": "verify", "count": "50", "days": "3", "why": "年度核对"}
    client.post("/office/looks/requests", {**asked, "count": "0"}, status=400)
    client.post("/office/looks/requests", asked)
    with desk.unit() as session:
        case = session.query(Case).filter_by(kind=CaseKind.UNMASK_BULK).one()
        cases.propose(session, DPO, clock, case.ref, outcome=Outcome.APPROVED, why="可以")
        cases.decide(session, OTHER_REVIEWER, clock, case.ref, outcome=Outcome.APPROVED, why="同意")
        ref = case.ref
    assert "获批准后开始使用" in client.get("/office/looks/requests").get_data(as_text=True)
    client.post(f"/office/looks/requests/{ref}/open")
    page = client.get("/office/looks/requests").get_data(as_text=True)
    assert "0 / 50" in page
    client.get("/en/office/looks/requests")
    client.post(f"/office/looks/requests/{ref}/open", status=409)
