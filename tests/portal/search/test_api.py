"""The twins of the results: the same companies for machines, nobody in a file, and every page within reach."""

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.companies.disclosure import ServiceOffering
from registry.companies.states import OperatingMode
from registry.core.taxonomy import service_items
from registry.record import reading
from search.protocol import Engine
from tests.make.companies import uscc
from tests.make.standing import MATERNITY
from tests.pages import PageClient
from tests.portal.search.conftest import Enrol, Follow, Meet


@pytest.fixture
def client(pages: PageClient) -> FlaskClient:
    """A client that checks no pages: these answers are not pages."""
    return pages.plain


def offer(*codes: str) -> tuple[ServiceOffering, ...]:
    return tuple(ServiceOffering(code, service_items()[code].line) for code in codes)


def ask(client: FlaskClient, query: str = "", status: int = 200) -> Any:
    response = client.get(f"/search.json{query}")
    assert response.status_code == status
    assert response.mimetype == "application/json"
    return response.get_json()


def rows(client: FlaskClient, address: str) -> list[list[str]]:
    response = client.get(address)
    assert response.status_code == 200
    assert response.data.startswith(b"\xef\xbb\xbf")
    assert response.headers["Content-Type"].startswith("text/csv; charset=utf-8")
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))


def test_an_item_has_the_agreed_shape(client: FlaskClient, enrol: Enrol, follow: Follow, session: Any) -> None:
    ref = enrol(name="云州市爱馨家政服务有限公司", uscc=uscc(7500), brand="爱馨", mode=OperatingMode.MIXED)
    follow()
    body = ask(client, "?q=爱馨")
    assert body["total"] == 1
    assert body["position"] == body["record_position"] == reading.position(session)
    (item,) = body["items"]
    assert {key: item[key] for key in ("kind", "ref", "name", "uscc")} == {
        "kind": "company", "ref": ref, "name": "云州市爱馨家政服务有限公司", "uscc": uscc(7500),
    }  # fmt: skip
    assert item["url"].endswith(f"/companies/{uscc(7500)}")
    assert item["standing"]["value"] == "green"
    assert item["why"][0] == {"zh": "品牌名", "en": "Brand"}
    assert body["facets"]["mode"] == [{"value": "mixed", "label": {"zh": "混合制", "en": "Mixed"}, "count": 1}]


def test_nobody_is_in_a_file(client: FlaskClient, enrol: Enrol, meet: Meet, follow: Follow) -> None:
    company = enrol(name="云州市爱馨家政服务有限公司", services=offer("MI01"))
    person = meet(name="覃秀英", company=company, services=(MATERNITY,))
    follow()
    body = ask(client, "?q=月嫂")
    assert (body["total"], [item["kind"] for item in body["items"]]) == (1, ["company"])
    assert "kind" not in body["facets"]
    assert body["facets"]["item"][0]["count"] == 1
    assert ask(client, "?q=月嫂&kind=worker")["items"] == []
    assert ask(client, "?q=月嫂&kind=worker")["messages"][0]["zh"] == "人员只在网页上列出，不进文件"
    for address in ("/search.csv?q=月嫂", "/search.csv?q=月嫂&kind=worker", "/search.json?q=月嫂"):
        text = client.get(address).get_data(as_text=True)
        assert "覃" not in text
        assert person.page not in text
        assert person.ref not in text


def test_every_company_is_within_reach(client: FlaskClient, enrol: Enrol, follow: Follow) -> None:
    codes = {uscc(7600 + number) for number in range(23)}
    for code in codes:
        enrol(uscc=code)
    follow()
    address: str | None = "/search.json?size=10&sort=name"
    found: list[str] = []
    while address:
        body = client.get(address).get_json()
        found += [item["uscc"] for item in body["items"]]
        address = body["next"] and body["next"].split("//", 1)[1].partition("/")[2]
        address = f"/{address}" if address else None
    assert len(found) == 23
    assert set(found) == codes
    table = rows(client, "/search.csv")
    assert {row[1] for row in table[1:]} == codes


def test_the_table_says_what_the_page_says(client: FlaskClient, enrol: Enrol, follow: Follow) -> None:
    enrol(name="云州市爱馨家政服务有限公司", uscc=uscc(7700), services=offer("MI01", "HC01"))
    follow()
    head, row = rows(client, "/search.csv?q=爱馨")
    assert dict(zip(head, row, strict=True)) == {
        "企业名称": "云州市爱馨家政服务有限公司", "统一社会信用代码": uscc(7700), "品牌": "测试家", "状态": "登记正常",
        "经营模式": "员工制", "会员": "会员", "所在区": "东塘区", "登记日期": "2026-11-21", "服务热线": "010-00002537",
        "投诉电话": "010-00002538", "服务项目": "月嫂(母婴护理); 日常保洁(钟点)",
        "网页": f"http://127.0.0.1:8000/companies/{uscc(7700)}",
    }  # fmt: skip
    assert rows(client, "/en/search.csv?q=爱馨")[0][0] == "Name"


def test_numbers_are_treated_as_on_the_page(client: FlaskClient, enrol: Enrol, meet: Meet, follow: Follow) -> None:
    code = uscc(7800)
    enrol(uscc=code)
    person = meet()
    follow()
    assert [item["uscc"] for item in ask(client, f"?q={code}")["items"]] == [code]
    assert ask(client, f"?q={uscc(7801)}")["items"] == []
    known, unknown = ask(client, f"?q={person.number}"), ask(client, "?q=YZ999999")
    assert known == unknown
    assert known["items"] == []
    assert ask(client, "?q=13800000000")["messages"] == ask(client, "?q=13900000001")["messages"]
    assert len(rows(client, f"/search.csv?q={code}")) == 2
    assert len(rows(client, f"/search.csv?q={person.number}")) == 1


def test_an_unchanged_answer_is_a_304(client: FlaskClient, enrol: Enrol, follow: Follow) -> None:
    enrol()
    follow()
    first = client.get("/search.json?q=家政")
    again = client.get("/search.json?q=家政", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_without_an_index_machines_are_told_to_come_again(client: FlaskClient, enrol: Enrol, search: Engine) -> None:
    code = uscc(7900)
    enrol(uscc=code)
    search.destroy()
    for address in ("/search.json?q=家政", "/search.csv?q=家政"):
        response = client.get(address)
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
    assert ask(client, "?q=家政", 503)["items"] == []
    assert len(ask(client, f"?q={code}")["items"]) == 1
