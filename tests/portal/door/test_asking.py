"""What was typed, read as a question."""

import pytest
from flask import Flask

from portal.door.asking import LONGEST, Question, typed, typed_many
from registry.core.crypto import KeyRing


def test_spaces_around_are_nobodys_intent() -> None:
    assert typed({"number": " YZ420018 ", "surname": "\u3000翟 "}) == Question("YZ420018", "翟")
    assert typed({}) == Question()


def test_sixteen_digits_are_a_card_code_and_need_no_surname(app: Flask) -> None:
    with app.test_request_context("/check"):
        assert Question("1234 5678 9012 3456").errors() == {}
        assert Question("１２３４５６７８９０１２３４５６").by_code
        assert set(Question("YZ420018").errors()) == {"surname"}
        assert set(Question(surname="翟").errors()) == {"number"}
        assert set(Question("Y" * (LONGEST + 1), "翟" * (LONGEST + 1)).errors()) == {"number", "surname"}


@pytest.mark.parametrize("number", ["13800000000", "+86 138-0000-0000", "86-138 0000 0000", "99010119900101001x"])
def test_numbers_of_persons_are_not_asked_for(app: Flask, number: str) -> None:
    with app.test_request_context("/check"):
        assert set(Question(number, "翟").errors()) == {"number"}
        assert "电话号码" in Question(number, "翟").errors()["number"]
        for permit in ("ZM138000000001234", "20231234", "139000000001"):
            assert Question(permit, "翟").errors() == {}


def test_numbers_are_counted_in_one_form_and_never_in_the_clear(keyring: KeyRing) -> None:
    subject = Question("YZ420018", "翟").subject(keyring)
    assert subject == Question("ｙｚ 420018", "赵").subject(keyring)
    assert "420018" not in subject


def test_rows_keep_their_places() -> None:
    rows = typed_many(["a", "", "c"], ["x"], 5)
    assert rows == [Question("a", "x"), Question(), Question("c"), Question(), Question()]
    assert rows[1].empty
