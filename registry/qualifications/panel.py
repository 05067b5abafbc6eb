"""Who may sit on a panel, and who may not because of an interest (R110). Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from registry.core.chinese import normalise_name
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.qualifications.states import Expertise, TieKind

SMALLEST = 3
# A tie counts on for this long after its end (X).
COOLING_YEARS = 2


@dataclass(frozen=True, slots=True)
class Tie:
    """An interest: of a company, or of an issuing body by its name."""

    kind: TieKind
    company_ref: str | None
    issuer: str
    from_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Member:
    """A member with the ties declared. `account_ref`: the member's own account at the desk, if any."""

    ref: str
    name: str
    expertise: Expertise
    field: str
    account_ref: str | None
    since_on: date
    until_on: date | None
    ties: tuple[Tie, ...] = ()

    def sits_on(self, day: date) -> bool:
        """Whether a member on a day."""
        return self.since_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class Matter:
    """What is ruled on: the person's employers now and the body that issued the certificate.

    `by_accounts` are accounts that had a hand in what is reviewed, `earlier_panel` the members of an earlier panel.
    """

    companies: frozenset[str]
    issuer: str
    by_accounts: frozenset[str] = frozenset()
    earlier_panel: frozenset[str] = frozenset()


def conflict(member: Member, matter: Matter, day: date) -> Label | None:
    """Why a member may not sit on this matter, or None."""
    for tie in member.ties:
        if tie.from_on > day or (tie.ended_on is not None and _cooled(tie.ended_on) <= day):
            continue
        if tie.company_ref is not None and tie.company_ref in matter.companies:
            return Label(
                f"{member.name}与从业人员所在企业有利害关系（{tie.kind.label.zh}）",
                f"{member.name} is tied to the person's company ({tie.kind.label.en.lower()})",
            )
        if tie.issuer and matter.issuer.strip() and _same_body(tie.issuer, matter.issuer):
            return Label(
                f"{member.name}与发证机构有利害关系（{tie.kind.label.zh}）",
                f"{member.name} is tied to the issuing body ({tie.kind.label.en.lower()})",
            )
    if member.account_ref is not None and member.account_ref in matter.by_accounts:
        return Label(f"{member.name}已参与本证书的核验", f"{member.name} had a hand in verifying this certificate")
    if member.ref in matter.earlier_panel:
        return Label(f"{member.name}参与了原决定", f"{member.name} sat on the first panel")
    return None


def check_panel(members: Sequence[Member], chosen: Collection[str], matter: Matter, day: date) -> list[Finding]:
    """What is wrong with a panel. Codes: panel_small, panel_member, panel_conflict, panel_expertise."""
    known = {member.ref: member for member in members}
    findings = []
    if len(set(chosen)) < SMALLEST:
        message = Label(f"评审组不少于 {SMALLEST} 人", f"A panel has at least {SMALLEST} members")
        findings.append(Finding("panel_small", message, "panel"))
    if any(ref not in known or not known[ref].sits_on(day) for ref in chosen):
        message = Label("评审组成员须是在任委员", "Every member of a panel sits on the committee now")
        findings.append(Finding("panel_member", message, "panel"))
    sitting = [known[ref] for ref in dict.fromkeys(chosen) if ref in known]
    for member in sitting:
        why = conflict(member, matter, day)
        if why is not None:
            findings.append(Finding("panel_conflict", why, "panel"))
    if sitting and all(member.expertise is Expertise.ASSOCIATION for member in sitting):
        message = Label(
            "评审组须有行业专家、资深服务人员或教师", "A panel is not made of the association's staff alone"
        )
        findings.append(Finding("panel_expertise", message, "panel"))
    return findings


def free_members(members: Iterable[Member], matter: Matter, day: date) -> list[tuple[Member, Label | None]]:
    """Members now, each with the reason for which they may not sit, if there is one."""
    return [(member, conflict(member, matter, day)) for member in members if member.sits_on(day)]


def _same_body(one: str, other: str) -> bool:
    return normalise_name(one) == normalise_name(other)


def _cooled(ended_on: date) -> date:
    try:
        return ended_on.replace(year=ended_on.year + COOLING_YEARS)
    except ValueError:
        return date(ended_on.year + COOLING_YEARS, 3, 1)
