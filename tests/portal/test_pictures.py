"""Tickets for photos open for ten minutes, for one picture, and for nobody who altered them."""

import base64
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.pictures import LASTS, opened, ticket
from registry.core.crypto import KeyRing
from tests.conftest import NOW

OWNER, DIGEST = "a" * 26, "b" * 64


def test_a_ticket_opens_for_ten_minutes(keyring: KeyRing) -> None:
    given = ticket(keyring, OWNER, DIGEST, NOW)
    assert opened(keyring, given, NOW) == (OWNER, DIGEST)
    assert opened(keyring, given, NOW + LASTS - timedelta(seconds=1)) == (OWNER, DIGEST)
    assert opened(keyring, given, NOW + LASTS) is None


def test_a_ticket_tells_nothing_and_is_never_the_same(keyring: KeyRing) -> None:
    given = ticket(keyring, OWNER, DIGEST, NOW)
    assert OWNER not in given
    assert given != ticket(keyring, OWNER, DIGEST, NOW)
    assert len(given) < 300


def test_no_altered_sign_opens(keyring: KeyRing) -> None:
    given = ticket(keyring, OWNER, DIGEST, NOW)
    for at in range(len(given) - 1):
        altered = given[:at] + ("A" if given[at] != "A" else "B") + given[at + 1 :]
        assert opened(keyring, altered, NOW) is None


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_anything_else_is_no_ticket(keyring: KeyRing, text: str) -> None:
    assert opened(keyring, text, NOW) is None


def test_another_keys_ticket_is_none(keyring: KeyRing) -> None:
    other = KeyRing.generate()
    assert opened(keyring, ticket(other, OWNER, DIGEST, NOW), NOW) is None


@pytest.mark.parametrize("place", [("worker", "id_number", OWNER), ("photo", "image", OWNER)])
def test_no_other_encrypted_field_is_a_ticket(keyring: KeyRing, place: tuple[str, str, str]) -> None:
    table, column, row = place
    token = keyring.encrypt(f"{OWNER} {DIGEST} 99999999999999999", table=table, column=column, row=row)
    assert opened(keyring, base64.urlsafe_b64encode(token).decode().rstrip("="), NOW) is None
