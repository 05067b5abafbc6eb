"""`flask permits`: a permit's whole life at the counter, and numbers that are not repeated."""

import re

import pytest

from registry.core.crypto import Purpose
from registry.permits.disclosure import CardFace, PermitFace
from registry.permits.queries import permit_of
from registry.permits.states import CardState, PermitState
from registry.record import keys, reading
from tests.portal.keeping import BY, NUMBER, Counter, counter

__all__ = ["counter"]

PERMIT = ("--permit", NUMBER)
WHY = ("--why", "核查中")


def state_of(counter: Counter) -> PermitFace:
    with counter.session() as session:
        entry = reading.current(session, "permit", permit_of(session, counter.person).ref)
        assert entry is not None
        return entry.face(PermitFace)


@pytest.fixture
def permit(counter: Counter) -> Counter:
    issued = counter.run(
        "permits", "issue", *PERMIT, *BY, "--issuer", "云州市家政服务行业协会", "--until", "2027-12-31"
    )
    assert issued.exit_code == 0, issued.output
    return counter


def test_a_card_makes_an_issued_permit_active_and_is_shown_once(permit: Counter) -> None:
    assert state_of(permit).state is PermitState.ISSUED
    printed = permit.run("permits", "print-card", *PERMIT, *BY)
    assert printed.exit_code == 0, printed.output
    assert state_of(permit).state is PermitState.ACTIVE
    (token,) = re.findall(r"/d/([\w-]{22})$", printed.output, re.MULTILINE)
    with permit.session() as session:
        index = permit.keyring().blind_index(Purpose.CARD_TOKEN, token)
        target = keys.resolve(session, "card_token", index)
        assert target is not None
        assert target.owner == permit.person


def test_losing_and_reissuing_a_card(permit: Counter) -> None:
    permit.run("permits", "print-card", *PERMIT, *BY)
    assert permit.run("permits", "reissue-card", *PERMIT, *BY).exit_code == 1
    assert permit.run("permits", "report-lost", *PERMIT, *BY).exit_code == 0
    again = permit.run("permits", "report-lost", *PERMIT, *BY)
    assert (again.exit_code, "没有可以挂失的卡" in again.output) == (1, True)
    assert permit.run("permits", "reissue-card", *PERMIT, *BY).exit_code == 0
    with permit.session() as session:
        entries = reading.current_of(session, [permit.person], ["card"])[permit.person]
        assert sorted(entry.face(CardFace).state for entry in entries) == [CardState.ACTIVE, CardState.LOST]


def test_decisions(permit: Counter) -> None:
    permit.run("permits", "print-card", *PERMIT, *BY)
    steps = [
        (("suspend", *WHY), PermitState.SUSPENDED, False),
        (("settle", *WHY), PermitState.SUSPENDED, True),
        (("lift", *WHY), PermitState.ACTIVE, False),
        (("extend", "--until", "2028-06-30"), PermitState.ACTIVE, False),
        (("revoke", "--final", *WHY), PermitState.REVOKED, True),
    ]
    for (verb, *rest), state, final in steps:
        result = permit.run("permits", verb, *PERMIT, *BY, *rest)
        assert result.exit_code == 0, result.output
        assert (state_of(permit).state, state_of(permit).decision_final) == (state, final)
    assert permit.run("permits", "lift", *PERMIT, *BY, *WHY).exit_code == 1


def test_an_id_number_is_read_from_the_input_and_never_shown(counter: Counter) -> None:
    issue = ("permits", "issue", "--id-number", *BY, "--issuer", "协会")
    result = counter.run(*issue, typed=counter.id_number + "\n")
    assert result.exit_code == 0, result.output
    assert counter.id_number not in result.output
    unknown = counter.run(*issue, typed="110105194912310026\n")
    assert unknown.exit_code == 1
    assert "110105194912310026" not in unknown.output
    assert "没有这个人" in unknown.output


@pytest.mark.parametrize("how", [(), ("--permit", NUMBER, "--id-number")])
def test_a_person_is_named_in_exactly_one_way(counter: Counter, how: tuple[str, ...]) -> None:
    result = counter.run("permits", "report-lost", *how, *BY, typed="x\n")
    assert result.exit_code == 2


def test_an_unknown_permit_number_is_not_repeated(counter: Counter) -> None:
    result = counter.run("permits", "suspend", "--permit", "YZ000000001", *BY, *WHY)
    assert result.exit_code == 1
    assert "YZ000000001" not in result.output
