"""A form that is sent: done once, said once, or given back with what is wrong beside its field."""

import pytest
from flask import Flask, get_flashed_messages
from flask_login import login_user
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.validators import InputRequired

from portal.sending import form_page, once, sent, tried
from portal.signing import Person
from portal.wiring import wiring
from registry.accounts.actions_signing import sign_in
from registry.accounts.queries import visitor
from registry.core.errors import Conflict, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from tests.desk import Desk

WRONG = Finding("a", Label("姓名不对", "The name is wrong"), "name")
TAKEN = Conflict(Label("已有别人办理", "Somebody else did it"))
FIELDS = {"name": "王", "once": "k" * 22}


class Form(FlaskForm):
    class Meta:
        csrf = False

    name = StringField("name", [InputRequired("请填写")])


class Deed:
    """An act that counts how often it was done, and refuses when told to."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.times, self.refusal = 0, refusal

    def __call__(self, session: Session) -> str:
        if self.refusal:
            raise self.refusal
        self.times += 1
        return "/there"


@pytest.fixture
def signed_in(app: Flask, desk: Desk) -> Person:
    actor = desk.actor("clerk", 1)
    with app.app_context(), desk.unit() as session:
        token, _ = sign_in(session, actor, wiring().clock, actor.ref, device="x", network="n", device_token="d")
        who = visitor(session, token, wiring().clock.now())
    assert who is not None
    return Person(token, who)


def test_the_same_form_sent_again_leads_to_the_result_and_does_nothing(app: Flask, signed_in: Person) -> None:
    deed, said = Deed(), []
    for _ in range(2):
        with app.test_request_context("/", method="POST", data=FIELDS):
            login_user(signed_in)
            answer = once(deed, "已记下。")
            said.append(get_flashed_messages())
        assert (answer.status_code, answer.location) == (303, "/there")
    assert deed.times == 1
    assert said == [["已记下。"], []]


def test_a_broken_rule_stands_once_beside_its_field(app: Flask, signed_in: Person) -> None:
    with app.test_request_context("/", method="POST", data=FIELDS):
        login_user(signed_in)
        form = Form()
        assert tried(form, Deed(RuleBroken([WRONG, WRONG]))) is None
        assert form.name.errors == ["姓名不对"]
        assert not get_flashed_messages()


def test_only_refusals_that_the_page_tells_stay_on_it(app: Flask, signed_in: Person) -> None:
    with app.test_request_context("/", method="POST", data=FIELDS):
        login_user(signed_in)
        form = Form()
        assert tried(form, Deed(TAKEN), told=(Conflict,)) is None
        assert form.form_errors == ["已有别人办理"]
        with pytest.raises(Conflict):
            tried(Form(), Deed(TAKEN))


@pytest.mark.parametrize(("method", "fields"), [("POST", {"name": ""}), ("GET", {})])
def test_nothing_is_done_for_a_form_that_is_empty_or_only_asked_for(app: Flask, method: str, fields: dict) -> None:
    deed = Deed()
    with app.test_request_context("/", method=method, data=fields):
        form = Form()
        assert sent(form, deed) is None
        assert form.errors == ({"name": ["请填写"]} if method == "POST" else {})
    assert deed.times == 0


def test_a_form_that_comes_back_is_a_bad_request(app: Flask) -> None:
    for method, status in (("GET", 200), ("POST", 400)):
        with app.test_request_context("/", method=method):
            page = form_page("errors/public/bare.html")
        assert (page[1] if isinstance(page, tuple) else 200) == status
