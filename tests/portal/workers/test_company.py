"""A company's people: whoever it files reads the same, known elsewhere or not; changes and leaving are its own."""

import re
import time

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from portal.workers.company import FILING_SECONDS
from registry.consents.models import Consent
from registry.core.clock import FixedClock
from registry.workers.models import Employment, TransferRequest, Worker
from tests.desk import Desk, DeskClient
from tests.make.desk_people import PEOPLE, Staff, filed, words
from tests.make.desk_permits import Holders
from tests.make.identifiers import id_number


@pytest.fixture
def staff(app: Flask, desk: Desk, clock: FixedClock) -> Staff:
    return Staff(app, desk, clock)


@pytest.fixture
def clerk(desk: Desk) -> DeskClient:
    return desk.sign_in("company_clerk")


def html(client: DeskClient, path: str = PEOPLE) -> str:
    return client.get(path).get_data(as_text=True)


def test_a_person_known_elsewhere_and_one_who_is_not_read_alike(
    staff: Staff, clerk: DeskClient, engine: Engine
) -> None:
    known, unknown = id_number(serial=901), id_number(serial=902)
    staff.employed(id=known, name="欧阳别处", company=staff.rival())
    answers = []
    for number in (known, unknown):
        begun = time.monotonic()
        answer = filed(clerk, number, once=f"once-{number[-4:]}")
        assert time.monotonic() - begun >= FILING_SECONDS
        page = words(html(clerk))
        answers.append((answer.status_code, answer.location, answer.get_data(), page.count("登记办理中")))
        assert "已收到，登记办理中。" in page
        assert "欧阳" not in page
    assert answers[0][:3] == answers[1][:3]
    assert answers[1][3] == answers[0][3] + 1  # one line more, of the same words
    rows = re.findall(r'<li class="list__row">.*?</li>', words(html(clerk)), re.DOTALL)
    assert len(rows) == 2
    assert rows[0] == rows[1]
    with Session(engine) as session:
        assert session.scalars(select(Employment.company_ref)).all() != []
        assert len(session.scalars(select(TransferRequest.ref)).all()) == 2
    assert filed(clerk, known).location == PEOPLE  # filed again: nothing new, and nothing else said
    assert html(clerk).count('class="list__row"') == 2
    client_en = clerk.get(f"/en{PEOPLE}").get_data(as_text=True)
    assert "Being registered" in client_en


def test_a_form_sent_twice_counts_once(clerk: DeskClient, engine: Engine) -> None:
    number = id_number(serial=903)
    filed(clerk, number, once="same")
    filed(clerk, number, once="same")
    with Session(engine) as session:
        assert len(session.scalars(select(Worker.ref)).all()) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "缺少姓名"),
        ({"id_number": "123"}, "身份证号"),
        ({"phone": "12"}, "手机"),
        ({"hired_on": "2027-01-01"}, "入职日期在将来"),
        ({"hired_on": "nonsense"}, "日期请写成"),
        ({"services": ""}, "请至少勾选一项服务"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_is_kept(
    clerk: DeskClient, fields: dict[str, str], said: str
) -> None:
    sent = {"name": "李秀英", "phone": "", **fields}
    number = sent.pop("id_number", id_number(serial=904))
    page = filed(clerk, number, status=400, **sent).get_data(as_text=True)
    assert said in page
    assert "govuk-error-message" in page
    if "name" not in fields:
        assert 'value="李秀英"' in page
    clerk.get(f"/en{PEOPLE}/add")


def test_somebody_of_the_own_list_is_not_filed_again(staff: Staff, clerk: DeskClient) -> None:
    number = id_number(serial=905)
    staff.employed(id=number)
    assert "已在本企业的名单上" in filed(clerk, number, status=400).get_data(as_text=True)


def test_the_list_is_paged_and_searched_by_name(
    staff: Staff, clerk: DeskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.workers.company.PAGE", 2)
    for name in ("安一", "安二", "安三", "百四"):
        staff.employed(name=name)
    staff.employed(name="安别家", company=staff.rival())
    page = html(clerk)
    assert "安一" in page
    assert "安二" not in page  # by code points: 一, 三, 二
    onward = re.search(r'href="(/company/people\?after=[^"]+)"', page)
    assert onward is not None
    assert "百四" in html(clerk, onward[1])
    found = clerk.post(PEOPLE, {"name": "安"}, status=200).get_data(as_text=True)
    assert "安三" in found
    assert "百四" not in found
    after = re.search(r'name="after" value="([^"]+)"', found)
    assert after is not None
    rest = clerk.post(PEOPLE, {"name": "安", "after": after[1]}, status=200).get_data(as_text=True)
    assert "安二" in rest
    assert "安别家" not in rest
    assert "没有这样的人员" in clerk.post(PEOPLE, {"name": "%"}, status=200).get_data(as_text=True)


def test_a_persons_page_leads_to_permit_and_file(staff: Staff, clerk: DeskClient) -> None:
    ref = staff.employed()
    page = html(clerk, f"{PEOPLE}/{ref}/edit")
    assert f'href="{PEOPLE}/{ref}/file"' in page
    assert f'href="/company/permits/apply/{ref}"' in page
    clerk.get(f"/en{PEOPLE}/{ref}/edit")
    clerk.get(f"{PEOPLE}/{ref}/file")


def test_a_change_is_stated_and_the_rest_stays(staff: Staff, clerk: DeskClient, engine: Engine) -> None:
    ref = staff.employed(name="张淑分")
    sent = {"name": "张淑芬", "phone": "10048317164", "services": ["HC01", "HC02"], "hired_on": "2024-03-02"}
    clerk.post(f"{PEOPLE}/{ref}/edit", sent)
    with Session(engine) as session:
        assert session.scalar(select(Worker.name).where(Worker.ref == ref)) == "张淑芬"
        spell = session.scalars(select(Employment).where(Employment.worker_ref == ref)).one()
        assert [one["item"] for one in spell.services] == ["HC01", "HC02"]
        assert spell.since_on.isoformat() == "2024-03-02"
    assert "已改好" in html(clerk)
    clerk.post(f"{PEOPLE}/{ref}/edit", {"name": "张淑芬", "services": ["HC01", "HC02"]})
    assert "没有改动" in html(clerk)
    page = clerk.post(f"{PEOPLE}/{ref}/edit", {"name": "张3", "phone": "10048317165"}, status=400)
    assert "govuk-error-message" in page.get_data(as_text=True)
    assert "10048317165" in page.get_data(as_text=True)


def test_the_name_of_a_permits_holder_is_not_the_companys_to_change(
    app: Flask, desk: Desk, clock: FixedClock, clerk: DeskClient, engine: Engine
) -> None:
    ref, _, _ = Holders(app, desk, clock).holding(name="张淑芬")
    answer = clerk.post(f"{PEOPLE}/{ref}/edit", {"name": "王别人"}, status=400)
    assert "带身份证到协会更正" in answer.get_data(as_text=True)
    with Session(engine) as session:
        assert session.scalar(select(Worker.name).where(Worker.ref == ref)) == "张淑芬"


def test_leaving_is_shown_before_it_is_done(staff: Staff, clerk: DeskClient, engine: Engine) -> None:
    ref = staff.employed(name="要走的人")
    clerk.post(f"{PEOPLE}/leave", {})
    assert "请先勾选人员" in html(clerk)
    page = clerk.post(f"{PEOPLE}/leave", {"people": ref}, status=200).get_data(as_text=True)
    assert "要走的人" in page
    assert 'value="2026-11-21"' in page
    sent = {"people": ref, "confirmed": "y", "until_on": "2026-11-20"}
    refused = clerk.post(f"{PEOPLE}/leave", sent, status=400).get_data(as_text=True)
    assert "请照写人数 1" in refused  # one of one is many
    ahead = clerk.post(f"{PEOPLE}/leave", {**sent, "typed": "1", "until_on": "2026-12-20"}, status=400)
    assert "离职日期在将来" in ahead.get_data(as_text=True)
    clerk.post(f"{PEOPLE}/leave", {**sent, "typed": "1"})
    assert "1 人已办理离职" in html(clerk)
    with Session(engine) as session:
        spell = session.scalars(select(Employment).where(Employment.worker_ref == ref)).one()
        assert spell.until_on is not None
        assert spell.until_on.isoformat() == "2026-11-20"
    assert "还没有人员" in html(clerk)


def test_other_companies_people_are_not_found(staff: Staff, clerk: DeskClient, desk: Desk) -> None:
    stranger = staff.employed(company=staff.rival())
    own = staff.employed()
    for path in (f"{PEOPLE}/{stranger}/edit", f"{PEOPLE}/nobody/edit"):
        clerk.get(path, status=404)
        clerk.post(path, {"name": "张淑芬"}, status=404)
    clerk.post(f"{PEOPLE}/{stranger}/consent", {}, status=404)
    clerk.post(f"{PEOPLE}/leave", {"people": [own, stranger], "confirmed": "y", "typed": "2"}, status=404)
    desk.sign_in("clerk").get(PEOPLE, status=404)


def test_a_signed_form_is_noted_scope_by_scope(staff: Staff, clerk: DeskClient, engine: Engine) -> None:
    ref = staff.employed()
    where = f"{PEOPLE}/{ref}/consent"
    sent = {
        "scopes": ["listing", "checks"], "form_on": "2026-11-01", "notice_version": "2026-03", "evidence": "柜 2-14",
    }  # fmt: skip
    half = clerk.post(where, {**sent, "evidence": ""}, status=400).get_data(as_text=True)
    assert "请写明同意书的编号或存放处" in half
    assert 'value="2026-03"' in half
    assert 'value="checks" checked' in half
    clerk.post(where, sent)
    page = html(clerk, f"{PEOPLE}/{ref}/edit")
    assert "已记下本人的同意" in page
    assert "公示各项核查" in page
    assert "柜 2-14" in page
    clerk.get(f"/en{PEOPLE}/{ref}/edit")
    with Session(engine) as session:
        assert sorted(session.scalars(select(Consent.scope))) == ["checks", "listing"]
