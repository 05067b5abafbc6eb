"""Who may sit on a panel: as a table of interests."""

from dataclasses import replace
from datetime import date

import pytest

from registry.qualifications.panel import Matter, Member, Tie, check_panel, conflict, free_members
from registry.qualifications.states import Expertise, TieKind

TODAY = date(2026, 11, 21)
MATTER = Matter(frozenset({"company-1"}), "云州市职业技能鉴定中心", frozenset({"clerk-1"}), frozenset({"m9"}))


def tie(
    company: str | None = "company-1",
    issuer: str = "",
    from_on: date = date(2020, 1, 1),
    ended_on: date | None = None,
    kind: TieKind = TieKind.EMPLOYED,
) -> Tie:
    return Tie(kind, company, issuer, from_on, ended_on)


def member(ref: str = "m1", *ties: Tie, expertise: Expertise = Expertise.EXPERT, account: str | None = None) -> Member:
    return Member(ref, f"委员{ref}", expertise, "养老护理", account, date(2024, 1, 1), None, tuple(ties))


@pytest.mark.parametrize(
    ("who", "refused"),
    [
        (member(), False),
        (member("m1", tie()), True),
        (member("m1", tie(kind=TieKind.FAMILY)), True),
        (member("m1", tie(company="company-2")), False),
        (member("m1", tie(None, "云州市职业技能鉴定中心")), True),
        # Written in full width and with a space it is the same body.
        (member("m1", tie(None, " 云州市职业技能鉴定中心 ")), True),
        (member("m1", tie(None, "别的机构")), False),
        (member("m1", tie(from_on=date(2027, 1, 1))), False),
        # Ended less than two years ago.
        (member("m1", tie(ended_on=date(2024, 11, 22))), True),
        (member("m1", tie(ended_on=date(2024, 11, 21))), False),
        (member(account="clerk-1"), True),
        (member(account="clerk-2"), False),
        (member("m9"), True),
    ],
)
def test_interests(who: Member, refused: bool) -> None:
    assert (conflict(who, MATTER, TODAY) is not None) is refused


def test_an_unknown_issuer_ties_nobody() -> None:
    assert conflict(member("m1", tie(None, "别的机构")), replace(MATTER, issuer=" "), TODAY) is None


def test_panels() -> None:
    free = [member(f"m{number}") for number in range(1, 5)]
    gone = replace(member("m5"), until_on=date(2026, 11, 20))
    tied = member("m6", tie())
    staff = [member(f"s{number}", expertise=Expertise.ASSOCIATION) for number in range(3)]
    every = [*free, gone, tied, *staff]

    def codes(*chosen: str) -> list[str]:
        return [finding.code for finding in check_panel(every, chosen, MATTER, TODAY)]

    assert codes("m1", "m2", "m3") == []
    assert codes("m1", "s0", "s1") == []
    assert codes("m1", "m2") == ["panel_small"]
    assert codes("m1", "m2", "m2") == ["panel_small"]
    assert codes("m1", "m2", "m5") == ["panel_member"]
    assert codes("m1", "m2", "nobody") == ["panel_member"]
    assert codes("m1", "m2", "m6") == ["panel_conflict"]
    assert codes("s0", "s1", "s2") == ["panel_expertise"]
    assert [one.ref for one, why in free_members(every, MATTER, TODAY) if why is None] == [
        "m1", "m2", "m3", "m4", "s0", "s1", "s2",
    ]  # fmt: skip
