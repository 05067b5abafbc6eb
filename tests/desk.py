"""People who are signed in at the desks: one client per role, through the real pages and a real authenticator."""

import re
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pyotp
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.database import unit
from portal.wiring import wiring
from registry.accounts.rules import needs_second_factor
from registry.core.actor import COMPANY_ROLES, Actor, Role
from registry.core.clock import FixedClock
from tests.make.accounts import PASSWORD, account
from tests.make.applications import applicant
from tests.make.companies import register_company
from tests.pages import PageClient

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
SECRET = re.compile(r'class="secret">([^<]+)<')


class DeskClient(PageClient):
    """A page client that carries the CSRF token of its session into every form it sends."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self._token = ""

    @property
    def token(self) -> str:
        """The CSRF token of the last page with a form."""
        return self._token

    def get(self, path: str, *, status: int = 200, **options: Any) -> TestResponse:
        return self._read(super().get(path, status=status, **options))

    def post(self, path: str, data: dict[str, Any] | None = None, *, status: int = 303, **options: Any) -> TestResponse:
        """POST a form with its token; a desk's form answers with a redirect unless told otherwise."""
        sent = {"csrf_token": self._token, **(data or {})}
        return self._read(super().post(path, data=sent, status=status, **options))

    def _read(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html" and (found := CSRF.search(response.get_data(as_text=True))):
            self._token = found[1]
        return response


class Desk:
    """Makes accounts on demand and signs them in. `company` is the ref of the company of its company roles."""

    def __init__(self, app: Flask, clock: FixedClock) -> None:
        self._app = app
        self._clock = clock
        self._people: dict[str, Actor] = {}
        self._clients: dict[str, DeskClient] = {}
        self._company = ""
        self._secrets: dict[str, str] = {}

    @property
    def company(self) -> str:
        """The company of this desk's company clerk and signer."""
        if not self._company:
            with self._app.app_context(), self.unit() as session:
                self._company = register_company(session, self._clock)
        return self._company

    def unit(self) -> AbstractContextManager[Session]:
        """A write unit on the app's register."""
        return unit(self._app.extensions["register_writer"], self._app.extensions["settings"])

    def actor(self, role: str, number: int = 1) -> Actor:
        """The account of a role; another `number` is another person of the same role."""
        key = f"{role}-{number}"
        if key not in self._people:
            owner = self.company if role in COMPANY_ROLES else None
            with self._app.app_context(), self.unit() as session:
                keyring, email = wiring().keyring, f"{key}@example.test"
                if role == Role.APPLICANT:
                    self._people[key] = applicant(session, self._clock, keyring, email=email)
                else:
                    self._people[key] = account(
                        session, self._clock, keyring, role=Role(role), name=f"测试{number}", email=email, company=owner
                    )
        return self._people[key]

    def sign_in(self, role: str, number: int = 1) -> DeskClient:
        """A client signed in as a role, with its authenticator set up where the role asks for one."""
        key = f"{role}-{number}"
        if key in self._clients:
            return self._clients[key]
        self.actor(role, number)
        client = DeskClient(self._app)
        client.get("/account/sign-in")
        client.post("/account/sign-in", {"email": f"{key}@example.test", "password": PASSWORD})
        if needs_second_factor(role):
            client.get("/account/authenticator")
            client.post("/account/authenticator/start")
            page = client.get("/account/authenticator").get_data(as_text=True)
            found = SECRET.search(page)
            assert found is not None
            self._secrets[key] = found[1].replace(" ", "")
            code = pyotp.TOTP(self._secrets[key]).at(self._clock.now())
            client.post("/account/authenticator", {"code": code}, status=200)
        client.get("/account/security")  # the token of the new session
        self._clients[key] = client
        return client

    def code(self, role: str, number: int = 1) -> str:
        """A fresh one-time code: the clock moves on by a step, since no code works twice."""
        self._clock.advance(seconds=timedelta(seconds=30).total_seconds())
        return pyotp.TOTP(self._secrets[f"{role}-{number}"]).at(self._clock.now())
