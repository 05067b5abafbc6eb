"""The JSON twin: the page's facts under keys that stay."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from registry.companies import actions
from registry.companies.actions import Change
from registry.companies.actions_succession import declare_predecessor
from registry.core.clock import FixedClock
from registry.record import reading
from tests.make.companies import CLERK, uscc
from tests.pages import PageClient
from tests.portal.companies.conftest import Enrol, Hire

CODE = uscc(5200)
PAGE = f"/companies/{CODE}.json"

# Others read these: a key may be added, none may leave.
TOP = {
    "uscc", "position", "looking_back", "entry", "standing", "company", "successions", "people", "published",
}  # fmt: skip
COMPANY = {
    "name", "brand", "former_names", "uscc", "state", "state_from_on", "registered_on", "established_on", "mode",
    "membership", "source", "verified_on", "address", "district", "outlets", "service_areas", "services",
    "licence_scope", "licence_valid_until", "legal_representative", "responsible_roles", "hotline", "complaint_phone",
    "insurance",
}  # fmt: skip


def test_the_keys_stay(pages: PageClient, enrol: Enrol) -> None:
    enrol(uscc=CODE)
    answer = pages.get(PAGE)
    assert answer.mimetype == "application/json"
    assert set(answer.json) >= TOP
    assert set(answer.json["company"]) >= COMPANY


def test_days_are_iso_and_labels_come_in_both_languages(pages: PageClient, session: Session, enrol: Enrol) -> None:
    enrol(uscc=CODE)
    body = pages.get(PAGE).json
    assert body["company"]["established_on"] == "2015-03-02"
    assert body["company"]["mode"] == {"value": "employed", "label": {"zh": "员工制", "en": "Employs its workers"}}
    assert body["company"]["services"][0]["line"]["value"] == "cleaning"
    assert body["company"]["district"]["label"]["en"] == "Dongtang District"
    assert body["standing"]["value"] == "green"
    assert body["entry"]["seq"] == body["position"] == reading.position(session)
    assert body["entry"]["recorded_at"].endswith("+00:00")


def test_both_languages_answer_the_same_bytes(pages: PageClient, enrol: Enrol) -> None:
    enrol(uscc=CODE)
    assert pages.get(PAGE).data == pages.get(f"/en{PAGE}").data


def test_small_counts_are_not_told(pages: PageClient, enrol: Enrol, hire: Hire) -> None:
    ref = enrol(uscc=CODE)
    hire(company=ref)
    assert pages.get(PAGE).json["people"]["permit_holders"] == {"number": None, "fewer_than": 5}
    for _ in range(4):
        hire(company=ref)
    assert pages.get(PAGE).json["people"]["permit_holders"] == {"number": 5, "fewer_than": None}


def test_ties_come_with_who_says_so(pages: PageClient, session: Session, clock: FixedClock, enrol: Enrol) -> None:
    old, new = enrol(uscc=uscc(5300)), enrol(uscc=CODE)
    declare_predecessor(session, CLERK, clock, successor=new, predecessor=old, basis="依据", from_on=date(2026, 1, 1))
    session.commit()
    (tie,) = pages.get(PAGE).json["successions"]
    assert (tie["direction"]["value"], tie["uscc"], tie["declared_by"]["value"]) == (
        "predecessor",
        uscc(5300),
        "company",
    )


def test_looking_back(pages: PageClient, session: Session, clock: FixedClock, enrol: Enrol) -> None:
    clock.set(datetime(2026, 3, 1, 2, tzinfo=UTC))
    ref = enrol(uscc=CODE, brand="旧牌")
    clock.set(datetime(2026, 9, 1, 2, tzinfo=UTC))
    actions.change(session, CLERK, clock, Change(ref, {"brand": "新牌"}))
    session.commit()
    then = pages.get(f"{PAGE}?known_on=2026-08-31").json
    assert then["looking_back"] == {"known_on": "2026-08-31", "effective_on": "2026-08-31"}
    assert (then["company"]["brand"], then["people"]) == ("旧牌", None)
    assert pages.get(f"{PAGE}?known_on=2026-01-01").json["company"] is None
    versions = pages.get(f"/companies/{CODE}/history.json").json["versions"]
    assert [version["fields"]["brand"] for version in versions] == ["旧牌", "新牌"]


def test_a_day_that_cannot_be_read_is_a_problem_of_the_request(pages: PageClient, enrol: Enrol) -> None:
    enrol(uscc=CODE)
    (problem,) = pages.get(f"{PAGE}?known_on=yesterday", status=400).json["errors"]
    assert (problem["field"], problem["code"]) == ("known_on", "lookback.day")
    assert pages.get(f"/companies/{uscc(5201)}.json", status=404).json["status"] == 404


def test_a_client_that_holds_the_current_version_gets_304(
    pages: PageClient, session: Session, clock: FixedClock, enrol: Enrol
) -> None:
    ref = enrol(uscc=CODE)
    tag = pages.get(PAGE).headers["ETag"]
    pages.get(PAGE, status=304, headers={"If-None-Match": tag})
    actions.suspend(session, CLERK, clock, ref, why="核查中")
    session.commit()
    after = pages.get(PAGE, headers={"If-None-Match": tag})
    assert after.json["standing"]["value"] == "red"
