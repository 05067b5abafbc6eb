"""The services to browse by: every line, group and item leads into the search, with its risks beside it."""

import re

import pytest

from registry.core.taxonomy import service_items
from search.protocol import Engine
from tests.pages import PageClient
from tests.portal.search.conftest import Enrol, Follow
from tests.portal.search.looking import offer, seen

LANGUAGES = pytest.mark.parametrize("lang", ["", "/en"])


class TestServices:
    @LANGUAGES
    def test_groups_lines_and_items_lead_into_the_search(
        self, pages: PageClient, enrol: Enrol, follow: Follow, lang: str
    ) -> None:
        enrol(services=offer("HC04", "MI01"))
        enrol(services=offer("HC04", "WE02"))
        follow()
        page = seen(pages, f"{lang}/services")
        for tail in ("line=cleaning", "group=CARE", "item=HC04", "item=OT99", "item=HM06"):
            assert f'href="{lang}/search?{tail}"' in page
        assert page.count("?line=") == 10
        assert page.count("?group=") == 5
        assert len(set(re.findall(r"\?item=(\w+)", page))) == len(service_items())
        (count,) = re.findall(r'item=HC04"><span>[^<]*</span><span class="count">(\d+)<', page)
        assert count == "2"

    def test_risks_stand_there_with_their_advice_and_no_medical_claim(
        self, pages: PageClient, enrol: Enrol, follow: Follow
    ) -> None:
        enrol()
        follow()
        page = seen(pages, "/services")
        for words in (
            "高处作业必须使用合适的工具", "电源已完全断开", "不要混用", "闻到异味先关阀", "24小时紧急维修",
            "本项不是医疗服务，不得宣称诊断、治疗或疗效",
        ):  # fmt: skip
            assert words in page
        for claim in ("治愈", "根治", "疗效显著", "包治"):
            assert claim not in page

    def test_it_stands_without_an_index(self, pages: PageClient, search: Engine) -> None:
        search.destroy()
        page = seen(pages, "/services")
        assert "企业数稍后显示" in page
        assert 'class="count"' not in page
