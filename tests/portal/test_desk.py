"""What the desks share: findings beside their fields, and forms that count once."""

from flask import Flask
from flask_login import login_user
from flask_wtf import FlaskForm
from wtforms import StringField

from portal.desk import already_done, broken, done, into_form
from portal.signing import Person
from portal.wiring import wiring
from registry.accounts.actions_signing import sign_in
from registry.accounts.queries import visitor
from registry.core.errors import RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from tests.desk import Desk

PROBLEM = RuleBroken(
    [
        Finding("a", Label("甲错", "a is wrong"), "name"),
        Finding("b", Label("乙错", "b is wrong"), "name"),
        Finding("c", Label("丙错", "c is wrong"), "elsewhere"),
    ]
)


class Form(FlaskForm):
    class Meta:
        csrf = False

    name = StringField("name")


def test_findings_stand_beside_their_fields(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        assert broken(PROBLEM, ["name"]) == {"name": "甲错 乙错", "": "丙错"}
        form = Form()
        into_form(form, PROBLEM)
        assert form.name.errors == ["甲错 乙错"]
        assert form.form_errors == ["丙错"]


def test_a_form_counts_once_for_its_sender_only(app: Flask, desk: Desk) -> None:
    first, second = desk.actor("clerk", 1), desk.actor("clerk", 2)

    def as_person(ref: str) -> None:
        with desk.unit() as session:
            token, _ = sign_in(session, first, wiring().clock, ref, device="x", network="n", device_token=ref)
            who = visitor(session, token, wiring().clock.now())
        assert who is not None
        login_user(Person(token, who))

    with app.test_request_context("/", method="POST", data={"once": "k" * 22}):
        as_person(first.ref)
        with desk.unit() as session:
            assert already_done(session) is None
            assert done(session, "/there") == "/there"
        with desk.unit() as session:
            assert already_done(session) == "/there"
        as_person(second.ref)
        with desk.unit() as session:
            assert already_done(session) is None
