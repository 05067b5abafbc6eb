"""Files, certificates and the committee at the desks."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from registry.core.clock import FixedClock
from registry.looks.models import Look
from registry.qualifications.models import Certificate
from tests.desk import Desk
from tests.portal.people import Staff, opened, staff

STATED = {
    "scheme": "OCC_INFANT", "level": "育婴员四级", "title": "", "issuer_kind": "external",
    "issuer": "云州市职业技能鉴定中心", "number": "2026-0417", "issued_on": "2026-05-01", "valid_until": "2026-12-31",
}  # fmt: skip
SEEN = {"seen": "genuine", "how": "national_query", "by": "云州市家政服务行业协会", "on": "2026-11-21", "note": ""}


@pytest.fixture
def people(app: Flask, desk: Desk, clock: FixedClock) -> Staff:
    return staff(app, desk, clock)


@pytest.fixture
def certificate(app: Flask, desk: Desk, people: Staff) -> str:
    company = desk.sign_in("company_clerk")
    page = f"/company/people/{people.first}/file"
    company.get(page)
    company.post(f"/company/people/{people.first}/certificates", STATED)
    company.get(page)  # takes the message along
    with app.app_context(), desk.unit() as session:
        return session.scalars(select(Certificate.ref)).one()


@pytest.fixture
def members(desk: Desk) -> list[str]:
    reviewer = desk.sign_in("reviewer")
    reviewer.get("/office/certificates/committee")
    for number in range(6):
        sent = {"name": f"委员{number}", "expertise": "expert", "field": "母婴护理"}
        reviewer.post("/office/certificates/committee", sent)
    page = reviewer.get("/office/certificates/committee").get_data(as_text=True)
    return re.findall(r"/office/certificates/committee/([a-z2-7]{26})/ties", page)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_in_both_languages(
    desk: Desk, people: Staff, certificate: str, members: list[str], prefix: str
) -> None:
    company, clerk, reviewer = desk.sign_in("company_clerk"), desk.sign_in("clerk"), desk.sign_in("reviewer")
    company.get(f"{prefix}/company/people/{people.first}/file")
    opened(clerk, people.first)
    for page in ("certificates", f"certificates/{certificate}", f"people/{people.first}/file"):
        clerk.get(f"{prefix}/office/{page}")
    for page in ("committee", "thresholds"):
        reviewer.get(f"{prefix}/office/certificates/{page}")
    company.post(f"{prefix}/company/people/{people.first}/certificates", STATED | {"level": "十级"}, status=400)
    clerk.post(f"{prefix}/office/certificates/review", SEEN, status=400)
    clerk.post(f"{prefix}/office/certificates/{certificate}/renew", {"valid_until": "2029-01-01"}, status=400)
    panel = {"ruling": "accepted", "panel": members[:2], "decided_on": "2026-11-21", "reasons": "ok"}
    reviewer.post(f"{prefix}/office/certificates/{certificate}/ruling", panel, status=400)
    threshold = {"scheme": "ASSOC", "from_on": "2020-01-01", "credits": "20", "years": "2", "basis": "x"}
    reviewer.post(f"{prefix}/office/certificates/thresholds", threshold, status=400)
    reviewer.post(f"{prefix}/office/certificates/committee", {"name": ""}, status=400)


def test_certificates_ticked_are_verified_together(desk: Desk, people: Staff, certificate: str) -> None:
    clerk = desk.sign_in("clerk")
    queue = clerk.get("/office/certificates").get_data(as_text=True)
    assert f'value="{certificate}"' in queue
    clerk.post("/office/certificates/review", SEEN | {"refs": [certificate]})
    assert f'value="{certificate}"' not in clerk.get("/office/certificates").get_data(as_text=True)
    file = desk.sign_in("company_clerk").get(f"/company/people/{people.first}/file").get_data(as_text=True)
    assert "2026年11月21日 已核验" in file
    # The number of a certificate is on no page of the desks.
    assert "2026-0417" not in queue + file


def test_the_file_says_what_is_missing(desk: Desk, people: Staff) -> None:
    page = desk.sign_in("company_clerk").get(f"/company/people/{people.first}/file").get_data(as_text=True)
    assert "还不能发证" in page
    for words in (
        "实名核验 · 缺",
        "违法犯罪记录查询 · 缺",
        "育儿看护 · 培训考核合格 · 缺",
        "育儿看护 · 对应的资格证书 · 缺",
    ):
        assert words in page


def test_the_office_says_what_for_before_it_opens_a_file(
    app: Flask, desk: Desk, people: Staff, certificate: str
) -> None:
    clerk = desk.sign_in("clerk")
    page = f"/office/people/{people.first}/file"
    assert clerk.get(page, status=303).headers["Location"].endswith(f"/office/people/{people.first}")
    opened(clerk, people.first)
    clerk.get(page)
    # A certificate from the queue is opened to verify it; that is noted as well, once.
    reviewer = desk.sign_in("reviewer")
    for _ in range(2):
        reviewer.get(f"/office/certificates/{certificate}")
    with app.app_context(), desk.unit() as session:
        looks = [(look.actor, look.seen, look.purpose) for look in session.scalars(select(Look).order_by(Look.at))]
    assert looks == [
        (desk.actor("clerk").ref, "file", "verify"),
        (desk.actor("reviewer").ref, "file", "verify"),
    ]


def test_others_people_are_not_found(desk: Desk, people: Staff) -> None:
    company = desk.sign_in("company_clerk")
    foreign = company.get(f"/company/people/{people.stranger}/file", status=404).get_data(as_text=True)
    nobody = company.get("/company/people/none/file", status=404).get_data(as_text=True)
    assert foreign.replace(people.stranger, "none") == nobody
    company.post(f"/company/people/{people.stranger}/certificates", STATED, status=404)
    desk.sign_in("regulator").get(f"/office/people/{people.stranger}/file", status=404)


def test_an_interested_member_cannot_sit_and_a_ruling_can_be_objected_to(
    app: Flask, desk: Desk, people: Staff, certificate: str, members: list[str]
) -> None:
    reviewer, company = desk.sign_in("reviewer"), desk.sign_in("company_clerk")
    tie = {"kind": "paid", "uscc": "", "issuer": "云州市职业技能鉴定中心", "from_on": "2025-01-01", "ended_on": ""}
    reviewer.get("/office/certificates/committee")
    reviewer.post(f"/office/certificates/committee/{members[0]}/ties", tie)
    reviewer.post(f"/office/certificates/committee/{members[1]}/ties", tie | {"uscc": "91"}, status=400)
    page = f"/office/certificates/{certificate}"
    assert "须回避" in reviewer.get(page).get_data(as_text=True)
    ruling = {"ruling": "not_accepted", "decided_on": "2026-11-21", "reasons": "编号不符"}
    reviewer.post(f"{page}/ruling", ruling | {"panel": members[:3]}, status=400)
    reviewer.post(f"{page}/ruling", ruling | {"panel": members[1:4]})
    file = company.get(f"/company/people/{people.first}/file").get_data(as_text=True)
    action = re.search(r'action="(/company/people/[^"]+/objections/[^"]+)"', file)
    assert action is not None
    company.post(action[1], {"grounds": ""}, status=400)
    company.post(action[1], {"grounds": "发证机构已更正记录"})
    case = re.search(r'"(/office/certificates/objections/[^"]+)"', reviewer.get(page).get_data(as_text=True))
    assert case is not None
    clerk, other = desk.sign_in("clerk"), desk.sign_in("reviewer", 2)
    clerk.get(case[1])
    clerk.post(f"{case[1]}/propose", {"outcome": "upheld", "why": "来函属实"})
    clerk.get(case[1])  # takes the message along
    clerk.get(f"/en{case[1]}")
    reviewer.get(case[1])
    decided = {"outcome": "upheld", "why": "来函属实", "panel": [members[0], *members[4:]]}
    reviewer.post(f"{case[1]}/decide", decided, status=403)
    other.get(case[1])
    other.post(f"{case[1]}/decide", decided, status=400)
    reviewer.get("/office/certificates/committee")
    for name in ("新委员甲", "新委员乙"):
        reviewer.post("/office/certificates/committee", {"name": name, "expertise": "teacher", "field": ""})
    fresh = re.findall(
        r"committee/([a-z2-7]{26})/ties", reviewer.get("/office/certificates/committee").get_data(as_text=True)
    )
    panel = [ref for ref in fresh if ref not in members[:4]]
    other.post(f"{case[1]}/decide", decided | {"panel": panel})
    assert "异议成立" in other.get(case[1]).get_data(as_text=True)
    assert "已核验" in company.get(f"/company/people/{people.first}/file").get_data(as_text=True)


def test_renewal_takes_the_credits_laid_down(desk: Desk, certificate: str) -> None:
    reviewer = desk.sign_in("reviewer")
    reviewer.get("/office/certificates/thresholds")
    rule = {"scheme": "OCC_INFANT", "from_on": "2026-11-21", "credits": "0", "years": "2", "basis": "理事会决议"}
    reviewer.post("/office/certificates/thresholds", rule)
    reviewer.post(f"/office/certificates/{certificate}/renew", {"valid_until": "2028-12-31"})
    assert "2028年12月31日" in reviewer.get(f"/office/certificates/{certificate}").get_data(as_text=True)


@pytest.mark.parametrize("role", ["company_clerk", "clerk", "regulator"])
def test_the_committee_is_the_reviewers(desk: Desk, certificate: str, members: list[str], role: str) -> None:
    client = desk.sign_in(role)
    client.get("/account/security")
    client.post("/office/certificates/committee", {"name": "x", "expertise": "expert"}, status=404)
    client.post(f"/office/certificates/{certificate}/ruling", {}, status=404)
    client.post(f"/office/certificates/committee/{members[0]}/end", {}, status=404)


def test_a_member_leaves(desk: Desk, members: list[str], clock: FixedClock) -> None:
    reviewer = desk.sign_in("reviewer")
    reviewer.get("/office/certificates/committee")
    reviewer.post(f"/office/certificates/committee/{members[0]}/end")
    assert "至 2026年11月21日" in reviewer.get("/office/certificates/committee").get_data(as_text=True)
