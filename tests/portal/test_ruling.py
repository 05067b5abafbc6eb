"""Two people's acts on a case, through a page that uses them: once each, in turn, and never on what has moved on."""

import pytest
from sqlalchemy import select

from portal.wiring import wiring
from registry.cases.models import Case, CaseEvent
from registry.cases.states import Act, CaseKind, CaseState
from registry.consents.states import Channel
from registry.rights.actions import file_request
from registry.working_days.actions import load_known
from tests.desk import Desk, DeskClient
from tests.make.cases import KEEPER
from tests.make.workers import new_worker, registered


@pytest.fixture
def ref(app, desk: Desk, clock, actor) -> str:
    """A request to erase a person's data, which two people decide."""
    with app.app_context(), desk.unit() as session:
        load_known(session, KEEPER, clock, 2026)
        keyring = wiring().keyring
        person = registered(session=session, actor=actor, clock=clock, keyring=keyring, worker=new_worker())
        return file_request(
            session, KEEPER, clock, keyring, kind=CaseKind.RIGHTS_ERASURE, channel=Channel.PAPER, words="请删除",
            worker=person,
        )  # fmt: skip


def send(client: DeskClient, ref: str, act: str, *, status: int = 303, once: str = "", **fields: str):
    sent = {f"{act}-{name}": value for name, value in fields.items()}
    return client.post(f"/office/rights/{ref}/{act}", {**sent, **({"once": once} if once else {})}, status=status)


def acts(desk: Desk, ref: str) -> list[str]:
    with desk.unit() as session:
        return list(session.scalars(select(CaseEvent.act).where(CaseEvent.case_ref == ref).order_by(CaseEvent.at)))


def test_a_form_sent_twice_counts_once_and_says_so_to_nobody(desk: Desk, ref: str) -> None:
    one = desk.sign_in("reviewer")
    for _ in range(2):
        send(one, ref, "propose", once="k" * 22, outcome="approved", why="本人到场", version="1")
    assert acts(desk, ref).count(Act.PROPOSE) == 1
    assert "没有生效" not in one.get(f"/office/rights/{ref}").get_data(as_text=True)


def test_sending_back_asks_for_a_reason_and_no_outcome(desk: Desk, ref: str) -> None:
    one, two = desk.sign_in("reviewer", 1), desk.sign_in("reviewer", 2)
    send(one, ref, "propose", outcome="approved", why="本人到场", version="1")
    assert "请写明理由" in send(two, ref, "send_back", status=400, why="", version="2").get_data(as_text=True)
    send(two, ref, "send_back", why="缺身份证明", version="2")
    with desk.unit() as session:
        assert session.get(Case, ref).state == CaseState.OPEN


def test_what_has_moved_on_is_told_and_changes_nothing(desk: Desk, ref: str) -> None:
    one, two = desk.sign_in("reviewer", 1), desk.sign_in("reviewer", 2)
    send(one, ref, "propose", outcome="approved", why="本人到场", version="1")
    send(two, ref, "decide", status=400, outcome="approved", why="同意", version="1")
    send(two, ref, "decide", outcome="refused", why="材料不足", version="2")
    send(one, ref, "decide", outcome="approved", why="同意", version="2")
    assert "没有生效" in one.get(f"/office/rights/{ref}").get_data(as_text=True)
    assert acts(desk, ref).count(Act.DECIDE) == 1
