"""Several candidates side by side, and the copy to keep."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from registry.consents.states import Scope
from tests.make.standing_people import Someone
from tests.pages import PageClient

Meet = Callable[..., Someone]
LANGUAGES = pytest.mark.parametrize("lang", ["", "/en"])


@LANGUAGES
def test_up_to_five_candidates_side_by_side(pages: PageClient, meet: Meet, lang: str) -> None:
    good = meet()
    bad = meet(number="YZ420019", name="王芳", employed=False)
    form = {
        "number": [good.number, bad.number, "YZ999999", good.card.code, ""],
        "surname": ["翟", "wang", "李", "", ""],
    }
    body = pages.post(f"{lang}/check/compare", form).get_data(as_text=True)
    assert body.count('<article class="answer') == 4
    assert [body.count(f"answer answer--{colour}") for colour in ("green", "yellow", "grey")] == [2, 1, 1]
    assert 'value="YZ999999"' in body


def test_a_sixth_candidate_is_not_asked(pages: PageClient, meet: Meet) -> None:
    person = meet()
    body = pages.post("/check/compare", {"number": [person.number] * 6, "surname": ["翟"] * 6}).get_data(as_text=True)
    assert body.count('<article class="answer') == 5


@LANGUAGES
def test_a_row_half_filled_is_pointed_at(pages: PageClient, lang: str) -> None:
    pages.get(f"{lang}/check/compare")
    form = {"number": ["YZ420018", "YZ420019", "", "", ""], "surname": ["翟", "", "", "", ""]}
    body = pages.post(f"{lang}/check/compare", form, status=400).get_data(as_text=True)
    assert 'href="#surname-2"' in body
    assert 'value="YZ420018"' in body
    body = pages.post(f"{lang}/check/compare", {}, status=400).get_data(as_text=True)
    assert 'href="#number-1"' in body


class Outside(HTMLParser):
    """Everything a file would fetch from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "link", "img", "iframe"}:
            self.fetched.append(tag)


@LANGUAGES
def test_a_copy_says_what_was_asked_and_answered_when_and_needs_nothing_else(
    pages: PageClient, meet: Meet, lang: str
) -> None:
    person = meet(scopes=[Scope.LISTING, Scope.CHECKS])
    response = pages.plain.post(f"{lang}/check/save", data={"number": person.number, "surname": "翟"})
    body = response.get_data(as_text=True)
    assert response.headers["Content-Disposition"] == 'attachment; filename="zhimen-20261121-094100.html"'
    assert response.headers["Cache-Control"] == "no-store"
    for words in (person.number, "翟", "2026-11-21 09:41:00", "Permit valid" if lang else "证件有效", "2027-05-20"):
        assert words in body or (lang and words == "2027-05-20" and "20 May 2027" in body)
    outside = Outside()
    outside.feed(body)
    assert outside.fetched == []


def test_a_copy_of_a_card_holds_no_token(pages: PageClient, meet: Meet) -> None:
    person = meet()
    response = pages.plain.get(f"/d/{person.card.token}/save")
    assert response.status_code == 200
    assert person.card.token not in response.get_data(as_text=True)


def test_a_copy_of_nothing_asks_again(pages: PageClient) -> None:
    pages.post("/check/save", {}, status=400)
