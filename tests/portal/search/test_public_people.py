"""People in the results, and numbers that stand for people: what consent opens, and what nothing opens."""

import re

from sqlalchemy.orm import Session

from registry.consents.actions import withdraw
from registry.consents.states import Channel
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from search.protocol import PERSON_DEPTH
from tests.make.companies import uscc
from tests.make.standing import MATERNITY
from tests.pages import PageClient
from tests.portal.search.conftest import Enrol, Follow, Meet
from tests.portal.search.looking import hits, offer, seen


class TestPeople:
    def test_a_person_is_listed_by_service_with_badge_company_and_consent(
        self, pages: PageClient, enrol: Enrol, meet: Meet, follow: Follow
    ) -> None:
        company = enrol(name="云州市爱馨家政服务有限公司", brand="爱馨", services=offer("MI01"), uscc=uscc(7100))
        person = meet(name="覃秀英", company=company, services=(MATERNITY,))
        follow()
        page = seen(pages, "/search?q=月嫂&kind=worker")
        (hit,) = hits(page)
        for words in ("覃**", "月嫂(母婴护理)", "现属 爱馨", "本人同意公示"):
            assert words in hit
        assert f'href="/people/{person.page}"' in page
        assert person.number not in page
        assert "覃秀英" not in page
        assert person.ref not in page

    def test_people_are_never_found_by_name_or_by_browsing(
        self, pages: PageClient, enrol: Enrol, meet: Meet, follow: Follow
    ) -> None:
        meet(name="覃秀英", company=enrol(name="云州市爱馨家政服务有限公司"))
        follow()
        for words in ("覃秀英", "覃**", "qinxiuying", "秀英"):
            assert hits(seen(pages, f"/search?q={words}")) == []
        assert all("覃" not in hit for hit in hits(seen(pages, "/search")))
        page = seen(pages, "/search?kind=worker")
        assert hits(page) == []
        assert "要选了服务或区域才会列出" in page

    def test_a_stale_index_shows_nobody_who_withdrew(
        self, pages: PageClient, enrol: Enrol, meet: Meet, follow: Follow, session: Session, actor: Actor,
        clock: FixedClock,
    ) -> None:  # fmt: skip
        company = enrol(name="云州市爱馨家政服务有限公司", services=offer("MI01"))
        gone = meet(name="覃秀英", company=company, services=(MATERNITY,))
        meet(name="翟国强", company=company, services=(MATERNITY,))
        follow()
        address = "/search?q=月嫂&kind=worker"
        first = pages.get(address)
        assert len(hits(first.get_data(as_text=True))) == 2
        withdraw(session, actor, clock, gone.ref, channel=Channel.PAPER)
        session.commit()
        again = pages.get(address, headers={"If-None-Match": first.headers["ETag"]})
        page = again.get_data(as_text=True)
        assert [hit[:3] for hit in hits(page)] == ["翟**"]
        assert gone.page not in page
        assert "正在编入索引" in page

    def test_no_list_goes_deeper_than_fifty(self, pages: PageClient, enrol: Enrol, meet: Meet, follow: Follow) -> None:
        company = enrol(name="云州市爱馨家政服务有限公司", services=offer("MI01"), uscc=uscc(7200))
        people = [meet(name="翟秀英", company=company, services=(MATERNITY,)).page for _ in range(PERSON_DEPTH + 5)]
        follow()
        address = f"/search?q=月嫂&kind=worker&company={uscc(7200)}"
        shown = [page for number in range(1, 6) for page in [seen(pages, f"{address}&page={number}")]]
        assert "55 项结果" in shown[0]
        assert "第 1 / 3 页" in shown[0]
        assert "最多列出 50 位" in shown[0]
        listed = {token for page in shown for token in re.findall(r'href="/people/([^"]+)"', page)}
        assert len(listed) == PERSON_DEPTH
        assert listed < set(people)


class TestNumbers:
    def test_a_registered_code_opens_its_company_in_any_spelling(self, pages: PageClient, enrol: Enrol) -> None:
        code = uscc(7300)
        enrol(uscc=code)
        wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
        for typed in (code, code.lower(), f" {code[:8]} {code[8:]} ", wide):
            response = pages.plain.get("/search", query_string={"q": typed})
            assert (response.status_code, response.headers["Location"]) == (303, f"/companies/{code}"), typed
        assert pages.plain.get(f"/en/search?q={code}").headers["Location"] == f"/en/companies/{code}"

    def test_an_unknown_code_and_a_mistyped_one_are_told_apart(self, pages: PageClient) -> None:
        code = uscc(7301)
        assert "没有查到这个统一社会信用代码登记的企业" in seen(pages, f"/search?q={code}")
        wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
        assert "没有查到这个" not in seen(pages, f"/search?q={wrong}")

    def test_permit_numbers_open_the_check_known_or_not(self, pages: PageClient, meet: Meet, follow: Follow) -> None:
        person = meet()
        follow()
        answers = set()
        for number in (person.number, "YZ999999", "ZM123456789012345", person.card.code):
            response = pages.plain.get("/search", query_string={"q": number})
            assert response.headers["Cache-Control"] == "no-store"
            location = response.headers["Location"].replace(number, "N")
            answers.add((response.status_code, location, response.get_data(as_text=True).replace(number, "N")))
        assert len(answers) == 1
        assert answers.pop()[:2] == (303, "/check?number=N")

    def test_numbers_of_people_are_never_looked_up(self, pages: PageClient, meet: Meet, follow: Follow) -> None:
        meet()
        follow()
        answers = set()
        for number in ("13800000000", "110105199003070017", "张三 13800000001", "99010119900307001x"):
            away = pages.plain.get("/search", query_string={"q": number})
            assert (away.status_code, away.headers["Cache-Control"]) == (303, "no-store")
            assert number not in away.get_data(as_text=True)
            answers.add(away.headers["Location"])
        page = seen(pages, answers.pop())
        assert not answers
        assert "不按身份证号或电话号码查询" in page.split('role="status"')[1].split("</main>")[0]
        assert pages.plain.get("/search?numbers=private").headers["Cache-Control"] == "no-store"
