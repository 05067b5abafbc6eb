"""Every form of every desk takes emoji, other encodings, letters without end and numbers too large: told, no fault."""

import re

import pytest

from tests.addresses import ROLES, address, guarded, held, methods
from tests.office import Office

pytestmark = pytest.mark.slow

NAME = re.compile(r'<(?:input|select|textarea)\b[^>]*\bname="([^"]+)"')
VALUES = ("😀𠮷", "家" * 20_000, "\x00\u202e<b>{{7*7}}", "-1", "9" * 40, "9" * 5_000, "' OR 1=1 --", "2026-13-45", "")
GBK = b"%BC%D2%D5%FE"
ASKED = ("%F0%9F%98%80", "x" * 2_000, "%00", "9" * 40, "-1", "%BC%D2")
IN_ADDRESSES = ("page", "after", "before", "year", "item", "person", "actor", "first", "kind", "state", "q", "district")
# They would end the client's own sign-in.
ENDING = {"accounts.own_sign_out", "accounts.own_sign_out_everywhere", "accounts.own_password", "accounts.own_act_in"}


@pytest.mark.parametrize("role", ROLES)
def test_no_form_and_no_address_makes_a_fault(office: Office, role: str) -> None:
    app, things = office.app, office.own
    client, wrong, names, sent = office.desk.sign_in(role), [], set(), 0
    rules = [rule for rule in guarded(app) if held(app, rule, role) and rule.endpoint not in ENDING]
    for rule in rules:
        if "GET" in methods(rule):
            path = address(app, rule, things)
            names |= set(NAME.findall(client.plain.get(path).get_data().decode("utf-8", "replace")))
            for value in ASKED:
                answer = client.plain.get(f"{path}?" + "&".join(f"{name}={value}" for name in IN_ADDRESSES))
                if answer.status_code >= 500:
                    wrong.append(f"GET {path} with {value[:20]!r}: {answer.status_code}")
    names -= {"csrf_token", "once"}
    assert names
    for rule in rules:
        if "POST" not in methods(rule):
            continue
        path = address(app, rule, things)
        token = b"csrf_token=" + client.token.encode()
        bodies = [dict.fromkeys(names, value) | {"csrf_token": client.token} for value in VALUES]
        for body in (*bodies, b"&".join([token, *(name.encode() + b"=" + GBK for name in sorted(names))])):
            sent += 1
            answer = client.plain.post(path, data=body, content_type="application/x-www-form-urlencoded")
            if answer.status_code >= 500:
                said = body if isinstance(body, bytes) else next(iter(body.values()))
                wrong.append(f"POST {path} with {said[:20]!r}: {answer.status_code}")
    assert sent
    assert not wrong, "\n".join(wrong)
