"""The results over HTTP: what is shown, what is never shown, and what stands there when there is no index."""

import re
from datetime import date

import pytest
from sqlalchemy.orm import Session

from registry.companies import actions
from registry.companies.disclosure import Insurance
from registry.companies.states import OperatingMode
from registry.core.clock import FixedClock, day_end
from registry.record import reading
from search.protocol import Engine
from tests.make.companies import CLERK, uscc
from tests.pages import PageClient
from tests.portal.search.conftest import Enrol, Follow
from tests.portal.search.looking import facet, hits, offer, seen

LANGUAGES = pytest.mark.parametrize("lang", ["", "/en"])


@LANGUAGES
def test_a_result_says_who_where_what_and_why(pages: PageClient, enrol: Enrol, follow: Follow, lang: str) -> None:
    enrol(
        name="云州市东塘金牌月嫂坊家政服务有限公司", brand="金嫂", uscc=uscc(7001), services=offer("MI01", "HC01"),
        mode=OperatingMode.INTERMEDIARY, effective_on=date(2018, 1, 1),
    )  # fmt: skip
    enrol(name="云州市北苑安馨保洁有限公司", services=offer("HC02"), district="990102", service_areas=("990102",))
    follow()
    page = seen(pages, f"{lang}/search?q=月嫂+东塘区")
    assert "云州市<mark>东塘</mark>金牌<mark>月嫂</mark>坊家政服务有限公司" in page
    assert f'href="{lang}/companies/{uscc(7001)}"' in page
    (hit,) = hits(page)
    words = [
        "登记正常",
        "金嫂",
        "中介制",
        "东塘区",
        "月嫂(母婴护理)、日常保洁(钟点)",
        "服务项目“月嫂(母婴护理)”",
        "所在区",
    ]
    if lang:
        words = ["In good standing", "Intermediary", "Dongtang District", "Maternity matron"]
    assert all(each in hit for each in words), hit


def test_a_synonym_is_explained(pages: PageClient, enrol: Enrol, follow: Follow) -> None:
    enrol(name="云州市爱馨家政服务有限公司", services=offer("MI01"))
    follow()
    assert "“月子护理”的同义词" in hits(seen(pages, "/search?q=月子护理"))[0]


def test_a_former_name_is_shown_where_it_answers(
    pages: PageClient, enrol: Enrol, follow: Follow, session: Session, clock: FixedClock
) -> None:
    ref = enrol(name="云州市旧雨家政服务有限公司", brand=None)
    actions.rename(session, CLERK, clock, ref, "云州市新雨家政服务有限公司", why="更名")
    session.commit()
    follow()
    assert "曾用名 <span data-name>云州市<mark>旧雨</mark>家政服务有限公司" in seen(pages, "/search?q=旧雨")
    assert "曾用名" not in hits(seen(pages, "/search?q=新雨"))[0]


def test_facets_count_and_narrow_and_tags_take_off(pages: PageClient, enrol: Enrol, follow: Follow) -> None:
    for name in ("甲", "乙", "丙"):
        enrol(name=f"云州市{name}家政服务有限公司", services=offer("HC01"), mode=OperatingMode.EMPLOYED)
    enrol(name="云州市丁家政服务有限公司", services=offer("HC02"), mode=OperatingMode.MIXED)
    follow()
    page = seen(pages, "/search?q=家政")
    assert facet(page, "经营模式") == {"员工制": 3, "混合制": 1}
    assert facet(page, "服务") == {"日常保洁(钟点)": 3, "深度保洁": 1}
    page = seen(pages, "/search?q=家政&mode=employed&item=HC01&sort=name")
    assert "3 项结果" in page
    assert facet(page, "经营模式") == {"员工制": 3}
    main = page.split("<main")[1]
    assert 'href="/search?q=%E5%AE%B6%E6%94%BF&amp;item=HC01&amp;sort=name"' in main  # without the mode
    assert 'href="/search?q=%E5%AE%B6%E6%94%BF&amp;sort=name"' in main  # clearing leaves words and order alone
    assert '<input type="hidden" name="mode" value="employed">' in main


def test_values_that_there_are_not_are_passed_over(pages: PageClient, enrol: Enrol, follow: Follow) -> None:
    enrol()
    follow()
    page = seen(pages, "/search?mode=x&item=ZZ99&district=000000&standing=blue&sort=z&page=-1&company=1&kind=%00")
    assert "1 项结果" in page
    assert "已选" not in page


def test_standing_is_that_of_now_without_any_job(
    pages: PageClient, enrol: Enrol, follow: Follow, clock: FixedClock
) -> None:
    enrol(name="云州市晨光家政服务有限公司", insurance=Insurance("雇主责任险", None, date(2026, 11, 21)))
    enrol(name="云州市晨晖家政服务有限公司")
    follow()
    page = seen(pages, "/search?q=晨")
    assert [("登记正常" in hit) for hit in hits(page)] == [True, True]
    clock.set(day_end(date(2026, 11, 21)))
    page = seen(pages, "/search?q=晨")
    assert facet(page, "状态") == {"正常": 1, "请先核实": 1}
    lapsed = next(hit for hit in hits(page) if "晨光" in hit)
    assert "请先核实" in lapsed
    assert "企业保险已于2026年11月21日到期" in lapsed
    assert len(hits(seen(pages, "/search?q=晨&standing=green"))) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "长" * 101,
        "a " * 60,
        "*" * 3000,
        "(" * 90 + ")" * 10,
        "name:[a TO z]",
        "保洁~9",
        "?*?*?*?*",
        "AND OR NOT",
        "\x00\ud7ff",
    ],
)
def test_expensive_questions_get_words_and_not_an_error(
    pages: PageClient, enrol: Enrol, follow: Follow, typed: str
) -> None:
    enrol()
    follow()
    response = pages.plain.get("/search", query_string={"q": typed})
    assert response.status_code == 200


def test_what_is_typed_is_text_and_never_markup(pages: PageClient, enrol: Enrol, follow: Follow) -> None:
    enrol(name="云州市甲&乙家政服务有限公司", brand="甲&乙到家")
    follow()
    page = seen(pages, '/search?q=<b>甲&乙"><script>alert(1)</script>')
    assert "<script>alert" not in page
    page = seen(pages, "/search?q=甲%26乙")
    assert "云州市<mark>甲</mark>&amp;<mark>乙</mark>家政" in page or "云州市<mark>甲&amp;乙</mark>家政" in page


def test_companies_are_paged_to_the_last(pages: PageClient, enrol: Enrol, follow: Follow) -> None:
    names = [f"云州市第{number}家政服务有限公司" for number in range(45)]
    for name in names:
        enrol(name=name)
    follow()
    found = [name for page in (1, 2, 3) for name in hits(seen(pages, f"/search?sort=name&page={page}"))]
    assert len(found) == len(set(found)) == 45
    assert seen(pages, "/search?sort=name&page=99").count('class="hit"') == 5
    assert "第 3 / 3 页" in seen(pages, "/search?sort=name&page=999999999")


def test_a_typing_error_is_offered_and_not_applied(pages: PageClient, enrol: Enrol, follow: Follow) -> None:
    enrol(name="云州市丽红家政服务有限公司", brand="丽红")
    follow()
    page = seen(pages, "/search?q=莉红家政")
    assert hits(page) == []
    assert re.search(r'您是不是要找：<a href="/search\?q=[^"]+" data-name>丽红家政', page)
    assert seen(pages, "/search?q=丽红家政").count("您是不是要找") == 0


@LANGUAGES
def test_nothing_found_helps_on(pages: PageClient, enrol: Enrol, follow: Follow, lang: str) -> None:
    enrol()
    follow()
    page = seen(pages, f"{lang}/search?q=不存在的企业&mode=mixed")
    assert f'href="{lang}/search?line=cleaning"' in page
    assert f'href="{lang}/check"' in page
    assert ("清除筛选" in page) or lang


class TestKeeping:
    def test_an_unchanged_page_is_a_304_until_record_day_or_index_move(
        self, pages: PageClient, enrol: Enrol, follow: Follow, clock: FixedClock
    ) -> None:
        enrol(name="云州市甲家政服务有限公司")
        follow()
        tag = pages.get("/search?q=家政").headers["ETag"]

        def status(tag: str) -> int:
            return pages.plain.get("/search?q=家政", headers={"If-None-Match": tag}).status_code

        assert status(tag) == 304
        enrol(name="云州市乙家政服务有限公司")
        behind = pages.get("/search?q=家政")
        assert behind.headers["ETag"] != tag
        assert "1 项结果" in behind.get_data(as_text=True)
        follow()
        assert status(behind.headers["ETag"]) == 200
        page = pages.get("/search?q=家政")
        assert "2 项结果" in page.get_data(as_text=True)
        clock.advance(days=1)
        assert status(page.headers["ETag"]) == 200

    def test_results_are_not_for_other_engines(self, pages: PageClient, enrol: Enrol, follow: Follow) -> None:
        enrol()
        follow()
        assert pages.get("/search").headers["X-Robots-Tag"] == "noindex"


class TestWithoutIndex:
    @LANGUAGES
    def test_an_absent_index_is_said_and_a_code_still_opens_its_company(
        self, pages: PageClient, enrol: Enrol, search: Engine, lang: str
    ) -> None:
        code = uscc(7400)
        enrol(uscc=code)
        search.destroy()
        page = pages.get(f"{lang}/search?q=家政")
        assert ("搜索正在重建" if not lang else "rebuilt") in page.get_data(as_text=True)
        assert page.headers["Cache-Control"] == "no-store"
        assert pages.plain.get(f"{lang}/search?q={code}").status_code == 303
        assert pages.get(f"{lang}/services").status_code == 200

    def test_progress_is_told(self, pages: PageClient, enrol: Enrol, search: Engine) -> None:
        enrol()
        search.destroy()
        search.rebuild().progress(1200, 3377)
        page = seen(pages, "/search?q=家政")
        assert '<progress max="3377" value="1200"' in page
        assert "1,200 / 3,377" in page

    def test_an_index_that_was_never_filled_is_absent(self, pages: PageClient, enrol: Enrol) -> None:
        enrol()
        assert "搜索正在重建" in seen(pages, "/search")


def test_the_page_quotes_the_position_of_the_index(
    pages: PageClient, enrol: Enrol, follow: Follow, session: Session
) -> None:
    enrol()
    follow()
    at = reading.position(session)
    assert f"本页依据公开记录第 {at} 条" in seen(pages, "/search")


def test_new_registrations_can_stand_first(pages: PageClient, enrol: Enrol, follow: Follow, clock: FixedClock) -> None:
    enrol(name="云州市甲家政服务有限公司")
    clock.advance(days=40)
    enrol(name="云州市乙家政服务有限公司")
    follow()
    assert "乙家政" in hits(seen(pages, "/search?sort=newest"))[0]
