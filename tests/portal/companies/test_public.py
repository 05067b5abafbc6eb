"""A company's pages, over HTTP, every one read by the page checker."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.database import db
from registry.cases.states import CaseKind
from registry.companies import actions
from registry.companies.actions import Change
from registry.companies.actions_declaring import declare
from registry.companies.actions_succession import declare_predecessor
from registry.companies.disclosure import Insurance, Outlet, ServiceOffering
from registry.companies.states import OperatingMode
from registry.consents.states import Channel, Scope
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.sources import Source
from registry.core.taxonomy import service_items
from registry.record import reading
from registry.rights.actions import decide_request, file_request
from tests.make.applications import answers, ready
from tests.make.companies import CLERK, register_company, uscc
from tests.pages import PageClient
from tests.portal.companies.conftest import Enrol, Hire

CODE = uscc(4200)
PAGE = f"/companies/{CODE}"


def offer(*codes: str) -> tuple[ServiceOffering, ...]:
    return tuple(ServiceOffering(code, service_items()[code].line) for code in codes)


def seen(pages: PageClient, path: str = PAGE, **options: object) -> str:
    return pages.get(path, **options).get_data(as_text=True)


def test_the_summary_says_who_signs_what_stands_and_since_when(pages: PageClient, enrol: Enrol) -> None:
    enrol(uscc=CODE, name="云州市知安家政服务有限公司", brand="知安", established_on=date(2015, 3, 2))
    page = seen(pages)
    for words in (
        "云州市知安家政服务有限公司", "知安", CODE, "登记正常", "协会已核验", "本公司（员工制）", "第 12 年",
        "010-00002538", "家政服务雇主责任险", "孙丽", "东塘区、北苑区",
    ):  # fmt: skip
        assert words in page


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        (OperatingMode.EMPLOYED, "本公司（员工制）"),
        (OperatingMode.INTERMEDIARY, "您和服务人员自己签约"),
        (OperatingMode.MIXED, "看合同写明的一方"),
    ],
)
def test_the_contracting_party_follows_from_the_mode(
    pages: PageClient, enrol: Enrol, mode: OperatingMode, words: str
) -> None:
    enrol(uscc=CODE, mode=mode)
    assert words in seen(pages)


def test_the_four_blocks_are_there_and_say_what_is_not_published(pages: PageClient, enrol: Enrol) -> None:
    enrol(uscc=CODE)
    page = seen(pages)
    for title in ("服务项目", "价格标准", "人员资质", "客户评价"):
        assert f">{title}</h2>" in page
    assert page.count("尚未公布") == 2


def test_risks_and_emergency_come_with_their_advice(pages: PageClient, enrol: Enrol) -> None:
    enrol(uscc=CODE, services=offer("HC04", "AC02", "EC03", "HM06", "HC02"))
    page = seen(pages)
    for words in ("高处作业", "必须使用合适的工具", "电源已完全断开", "化学药剂", "24小时紧急维修", "养老照护"):
        assert words in page


def test_services_without_risk_bring_no_advice(pages: PageClient, enrol: Enrol) -> None:
    enrol(uscc=CODE, services=offer("HC01"))
    assert "开工前请注意" not in seen(pages)


def test_what_the_company_says_is_marked_as_that_and_never_green(pages: PageClient, enrol: Enrol) -> None:
    enrol(uscc=CODE, source=Source.COMPANY)
    page = seen(pages)
    assert "企业申报，协会未核验" in page
    assert "badge--green" not in page
    assert "badge--yellow" in page


def test_unknown_codes_are_not_found_whether_or_not_they_are_valid(pages: PageClient, enrol: Enrol) -> None:
    enrol(uscc=CODE)
    unknown = (uscc(4201), CODE[:-1] + "0", "abc")
    answers = {
        pages.get(f"/companies/{code}", status=404).get_data(as_text=True).replace(code, "the code") for code in unknown
    }
    assert len(answers) == 1
    for tail in (".json", "/people", "/history", "/history.json"):
        pages.get(f"/companies/{uscc(4201)}{tail}", status=404)


def test_another_spelling_of_the_code_leads_to_the_page(pages: PageClient, enrol: Enrol) -> None:
    enrol(uscc=CODE)
    answer = pages.get(f"/companies/{CODE.lower()}?known_on=2026-11-21", status=301)
    assert answer.headers["Location"] == f"{PAGE}?known_on=2026-11-21"
    assert pages.get(f"/companies/{CODE.lower()}/history.json", status=301).headers["Location"].endswith("history.json")


def test_both_pages_show_the_tie_and_who_says_so(
    pages: PageClient, session: Session, clock: FixedClock, enrol: Enrol
) -> None:
    old = enrol(uscc=uscc(4300), name="云州旧家政服务部")
    new = enrol(uscc=CODE, name="云州新家政服务有限公司")
    declare_predecessor(
        session, CLERK, clock, successor=new, predecessor=old, basis="原班人员重新登记", from_on=date(2026, 1, 1)
    )
    session.commit()
    of_new, of_old = seen(pages), seen(pages, f"/companies/{uscc(4300)}")
    assert "前身" in of_new
    assert "云州旧家政服务部" in of_new
    assert "后继" in of_old
    assert "云州新家政服务有限公司" in of_old
    for page in (of_new, of_old):
        assert "企业申报" in page
        assert "原班人员重新登记" in page


def test_an_ended_company_keeps_its_page_and_warns(
    pages: PageClient, session: Session, clock: FixedClock, enrol: Enrol
) -> None:
    ref = enrol(uscc=CODE)
    actions.expel(session, CLERK, clock, ref, why="屡次违反")
    session.commit()
    page = seen(pages)
    assert "登记停止" in page
    assert "已被除名" in page
    assert "现在不要与它新签合同" in page


def test_insurance_that_ends_at_midnight_changes_the_page_and_its_tag(
    pages: PageClient, clock: FixedClock, enrol: Enrol
) -> None:
    enrol(uscc=CODE, insurance=Insurance("责任险", None, date(2026, 11, 21)))
    clock.set(datetime(2026, 11, 21, 15, 59, 59, tzinfo=UTC))
    before = pages.get(PAGE)
    assert "登记正常" in before.get_data(as_text=True)
    clock.advance(seconds=1)
    after = pages.get(PAGE, headers={"If-None-Match": before.headers["ETag"]})
    assert "企业保险已于2026年11月21日到期" in after.get_data(as_text=True)


def test_the_page_is_kept_until_something_of_the_company_changes(
    pages: PageClient, session: Session, clock: FixedClock, enrol: Enrol
) -> None:
    ref = enrol(uscc=CODE, brand="甲")
    tag = pages.get(PAGE).headers["ETag"]
    enrol()
    pages.get(PAGE, status=304, headers={"If-None-Match": tag})
    actions.change(session, CLERK, clock, Change(ref, {"brand": "乙牌"}))
    session.commit()
    assert "乙牌" in seen(pages, headers={"If-None-Match": tag})


def test_looking_back_shows_what_was_known_and_says_so(
    pages: PageClient, session: Session, clock: FixedClock, enrol: Enrol
) -> None:
    clock.set(datetime(2026, 3, 1, 2, tzinfo=UTC))
    ref = enrol(uscc=CODE, brand="旧牌")
    clock.set(datetime(2026, 9, 1, 2, tzinfo=UTC))
    actions.change(session, CLERK, clock, Change(ref, {"brand": "新牌"}, date(2026, 6, 1)))
    session.commit()
    clock.set(datetime(2026, 11, 21, 2, tzinfo=UTC))
    assert "您正在看过去的记录" not in seen(pages)
    known = seen(pages, f"{PAGE}?known_on=2026-08-31")
    assert "您正在看过去的记录" in known
    assert "旧牌" in known
    assert "新牌" in seen(pages, f"{PAGE}?known_on=2026-09-01")
    assert "旧牌" in seen(pages, f"{PAGE}?effective_on=2026-05-31")
    assert "那一天登记册里还没有这家企业" in seen(pages, f"{PAGE}?known_on=2026-02-28")
    for tail in ("", "/people", "/history"):
        assert "您正在看过去的记录" in seen(pages, f"{PAGE}{tail}?known_on=2026-08-31")


@pytest.mark.parametrize("tail", ["", "/people", "/history"])
@pytest.mark.parametrize("query", ["known_on=heute", "effective_on=2026-02-30", "known_on=2026-11-22"])
def test_a_day_that_cannot_be_read_is_answered_at_its_field(
    pages: PageClient, enrol: Enrol, tail: str, query: str
) -> None:
    enrol(uscc=CODE)
    page = seen(pages, f"{PAGE}{tail}?{query}")
    field, typed = query.split("=")
    assert f'href="#{field}"' in page
    assert f'id="{field}-error"' in page
    assert f'value="{typed}"' in page


def test_history_tells_versions_apart_and_marks_corrections(
    pages: PageClient, session: Session, clock: FixedClock, enrol: Enrol
) -> None:
    clock.set(datetime(2026, 3, 1, 2, tzinfo=UTC))
    ref = enrol(uscc=CODE, hotline="010-00001111")
    first = reading.position(session)
    clock.advance(days=30)
    actions.change(session, CLERK, clock, Change(ref, {"brand": "新品牌"}, why="改用新品牌"))
    clock.advance(days=1)
    actions.correct(session, CLERK, clock, ref, seq=first, changes={"hotline": "010-00002222"}, why="录入笔误")
    session.commit()
    page = seen(pages, f"{PAGE}/history")
    assert page.count('class="card version"') == 4
    assert "首次登记" in page
    assert "<del>测试家</del>" in page
    assert "<ins>新品牌</ins>" in page
    assert "改用新品牌" in page
    assert f"更正记录第 {first} 条" in page
    assert "录入笔误" in page
    assert "这一版后来由" in page
    then = seen(pages, f"{PAGE}/history?known_on=2026-03-02")
    assert then.count('class="card version"') == 1


def test_markup_in_a_name_stays_text(pages: PageClient, session: Session, enrol: Enrol) -> None:
    enrol(uscc=CODE, brand='好"家&园', outlets=(Outlet("南浦'店", "示范路&2号"),))
    page = seen(pages)
    assert "好&#34;家&amp;园" in page
    assert "示范路&amp;2号" in page


def test_a_page_asks_few_questions(pages: PageClient, session: Session, clock: FixedClock, enrol: Enrol) -> None:
    enrol(uscc=CODE)
    seen(pages)
    register_company(session, clock)
    session.commit()
    asked: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    with pages.plain.application.app_context():
        event.listen(db.engine, "before_cursor_execute", listen)
    pages.plain.application.extensions["page_cache"]._held.pages.clear()
    seen(pages)
    assert len(asked) <= 10, asked


@pytest.mark.parametrize("tail", ["", "/people", "/history"])
@pytest.mark.parametrize("query", ["", "?known_on=2026-03-02", "?known_on=2026-01-01", "?effective_on=abc"])
def test_the_pages_speak_english(
    pages: PageClient, session: Session, clock: FixedClock, enrol: Enrol, hire: Hire, tail: str, query: str
) -> None:
    clock.set(datetime(2026, 3, 1, 2, tzinfo=UTC))
    old = enrol(uscc=uscc(4300))
    ref = enrol(
        uscc=CODE,
        services=(*offer(*service_items()), ServiceOffering(None, service_items()["HC01"].line)),
        outlets=(Outlet("南浦店", "云州市南浦区示范路2号", "990104", "010-00001234"),),
        licence_valid_until=date(2026, 11, 1),
    )
    first = reading.position(session)
    declare_predecessor(session, CLERK, clock, successor=ref, predecessor=old, basis="改制", from_on=date(2026, 1, 1))
    clock.set(datetime(2026, 11, 20, 2, tzinfo=UTC))
    actions.rename(session, CLERK, clock, ref, "云州市新名家政服务有限公司", why="名称变更登记")
    actions.correct(session, CLERK, clock, ref, seq=first, changes={"hotline": "010-00002222"}, why="录入笔误")
    hire(company=ref, scopes=(Scope.LISTING,))
    page = seen(pages, f"/en{PAGE}{tail}{query}")
    assert 'lang="en"' in page
    assert f'href="/en{PAGE}' in page


def test_what_the_company_declares_is_shown_as_its_own_statement(
    pages: PageClient, enrol: Enrol, session: Session, clock: FixedClock
) -> None:
    ref = enrol(uscc=CODE)
    assert "企业自己说的" not in seen(pages)
    signer = Actor("signer", Role.COMPANY_SIGNER, "签署人", ref)
    told = answers(insurance_insurer="云州财产保险", insurance_valid_from="2026-07-01", tools="吸尘器、擦窗机")
    declare(session, signer, clock, ref, told)
    session.commit()
    page = seen(pages)
    for words in (
        "企业自己说的，协会没有核验（2026年11月21日申报）。", "质量管理部", "手套、口罩、防滑鞋", "吸尘器、擦窗机",
        "云州财产保险", "每次事故限额 500,000 元", "参保 30 人", "自 2026年7月1日", "至 2027年6月30日",
    ):  # fmt: skip
        assert words in page
    assert "Protective equipment" in seen(pages, f"/en{PAGE}")
    declare(session, signer, clock, ref, {**told, "tools": "蒸汽机"})
    session.commit()
    past = seen(pages, f"{PAGE}/history")
    assert "首次申报" in past
    assert "<del>吸尘器、擦窗机</del>" in past
    machine = pages.get(f"{PAGE}.json").get_json()["declaration"]
    assert machine["tools"] == "蒸汽机"
    assert machine["source"]["value"] == "company"
    assert [each["fields"]["tools"] for each in pages.get(f"{PAGE}/history.json").get_json()["declarations"]] == [
        "吸尘器、擦窗机", "蒸汽机",
    ]  # fmt: skip


def test_an_objection_being_examined_is_flagged(
    pages: PageClient, enrol: Enrol, session: Session, clock: FixedClock, keyring: KeyRing
) -> None:
    ref = enrol(uscc=CODE)
    ready(session, clock)
    item = reading.current_of(session, [ref], ["company"])[ref][0].seq
    officer = Actor("officer", Role.CLERK, "经办人")
    case = file_request(
        session, officer, clock, keyring, kind=CaseKind.OBJECTION, channel=Channel.PAPER, words="地址不对",
        company=ref, item=item,
    )  # fmt: skip
    session.commit()
    assert "异议处理中" in seen(pages)
    assert f'href="{PAGE}/history#v{item}"' in seen(pages)
    assert "Objection being examined" in seen(pages, f"/en{PAGE}")
    assert pages.get(f"{PAGE}.json").get_json()["objections"][0]["item"] == item
    judge = Actor("judge", Role.DATA_PROTECTION_OFFICER, "保护专员")
    decide_request(session, judge, clock, keyring, case, outcome="rejected", why="与执照一致")
    session.commit()
    assert "异议处理中" not in seen(pages)
