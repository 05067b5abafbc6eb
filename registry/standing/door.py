"""The answer at the door: permit, card, checks, consent and tie become one headline, one instruction, one colour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from registry.background_checks.disclosure import ChecksFace
from registry.background_checks.rules import end_of
from registry.background_checks.states import Component, PublicOutcome
from registry.companies.disclosure import CompanyFace
from registry.consents.disclosure import ConsentFace
from registry.core.labels import Label, LabelledEnum
from registry.core.sources import ATTESTED, Source
from registry.eligibility.disclosure import LinesFace
from registry.permits.disclosure import CardFace, PermitFace
from registry.permits.states import CardState, PermitState
from registry.standing.rules import (
    BACKGROUND,
    REQUIRED,
    best_tie,
    check_of,
    current_services,
    permit_standing,
)
from registry.standing.states import Reason, Shape, Standing, StandingState, Topic
from registry.workers.disclosure import EmploymentFace, OfferedService


class AnswerKind(LabelledEnum):
    """The six answers; the label is the headline."""

    VALID = "valid", "证件有效", "Permit valid"
    VERIFY_FIRST = "verify_first", "请先核实", "Verify first"
    NOT_VALID_TODAY = "not_valid_today", "今日无效", "Not valid today"
    LOST = "lost", "已挂失", "Reported lost"
    NO_MATCH = "no_match", "没有查到相符的证件，请再核对", "No matching permit; please check again"
    UNAVAILABLE = "unavailable", "暂时无法查询", "Cannot be checked right now"

    @property
    def state(self) -> StandingState:
        """The colour of the answer."""
        return _COLOURS[self]

    @property
    def shape(self) -> Shape:
        """The shape that goes with the colour."""
        return _COLOURS[self].shape

    @property
    def instruction(self) -> Label:
        """The one thing to do now."""
        return _INSTRUCTIONS[self]


_COLOURS = {
    AnswerKind.VALID: StandingState.GREEN,
    AnswerKind.VERIFY_FIRST: StandingState.YELLOW,
    AnswerKind.NOT_VALID_TODAY: StandingState.RED,
    AnswerKind.LOST: StandingState.RED,
    AnswerKind.NO_MATCH: StandingState.GREY,
    AnswerKind.UNAVAILABLE: StandingState.GREY,
}

_INSTRUCTIONS = {
    AnswerKind.VALID: Label(
        "再看一看：照片和来人是不是同一个人", "Now look: is this the person in the photo on the card?"
    ),
    AnswerKind.VERIFY_FIRST: Label("先打企业电话问清楚，再开门", "Call the company first, then decide whether to open"),
    AnswerKind.NOT_VALID_TODAY: Label("今天请不要让这个人进门", "Please do not let this person in today"),
    AnswerKind.LOST: Label("这张卡已经作废，请不要开门", "This card is void; please keep the door shut"),
    AnswerKind.NO_MATCH: Label(
        "对照卡片再输一次；还是查不到，请不要开门",
        "Check the number against the card and try again; if it is still not found, keep the door shut",
    ),
    AnswerKind.UNAVAILABLE: Label(
        "请先打电话问清楚，或者过一会儿再查", "Please call to ask, or try again in a little while"
    ),
}

_KINDS = {
    StandingState.GREEN: AnswerKind.VALID,
    StandingState.YELLOW: AnswerKind.VERIFY_FIRST,
    StandingState.RED: AnswerKind.NOT_VALID_TODAY,
    StandingState.GREY: AnswerKind.NO_MATCH,
}

# Without consent to show checks, no reason may tell which check it is.
UNTOLD_CHECK = Label(
    "有的核查没有做、过期了，或者协会没有核验",
    "A check is missing, out of date or not verified by the association",
)

REPLACED_CARD = Label("已换发新卡，请来人出示新卡", "A new card was issued; ask to see it")

_FINAL = {
    PermitState.SUSPENDED: Label("证件已暂停，决定已生效", "The permit is suspended; the decision is final"),
    PermitState.REVOKED: Label("证件已撤销，决定已生效", "The permit is revoked; the decision is final"),
}


class LineWord(LabelledEnum):
    """What one check amounts to today, in a word."""

    CURRENT = "current", "有效", "Valid"
    LAPSED = "lapsed", "已过期", "Out of date"
    NONE = "none", "目前无有效核查", "No valid check at present"
    COULD_NOT = "could_not", "未能核查", "Could not be checked"
    STATED = "stated", "未核验", "Not verified"
    UNDATED = "undated", "未载明有效期", "No end date stated"


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check as the door shows it, only with the person's consent; days and source of a missing check are None."""

    component: Component
    word: LineWord
    state: StandingState
    tier: Label | None = None
    source: Source | None = None
    checked_on: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class DoorAnswer:
    """Everything the door says. `end_on` None of a matched permit reads 未载明; `lines` is empty without consent."""

    kind: AnswerKind
    reasons: tuple[Label, ...] = ()
    end_on: date | None = None
    company_ref: str | None = None
    hotline: str | None = None
    services: tuple[OfferedService, ...] = ()
    lines: tuple[CheckLine, ...] = ()
    matched: bool = False

    @property
    def headline(self) -> Label:
        """The answer in words."""
        return self.kind.label

    @property
    def instruction(self) -> Label:
        """The one thing to do now."""
        return self.kind.instruction

    @property
    def state(self) -> StandingState:
        """The colour of the answer."""
        return self.kind.state

    @property
    def shape(self) -> Shape:
        """The shape that goes with the colour."""
        return self.kind.shape


NO_MATCH = DoorAnswer(AnswerKind.NO_MATCH)
UNAVAILABLE = DoorAnswer(AnswerKind.UNAVAILABLE)


def door_answer(
    permit: PermitFace | None,
    card: CardFace | None,
    checks: ChecksFace | None,
    consent: ConsentFace | None,
    employments: Sequence[EmploymentFace],
    companies: Mapping[str, CompanyFace],
    today: date,
    lines: LinesFace | None = None,
) -> DoorAnswer:
    """The answer for a permit whose holder was confirmed, by card (`card` given) or by number and surname.

    The same table serves the page, the kept copy and the comparison. `companies` maps refs to employers' faces.
    """
    spell, _ = best_tie(employments, companies, today)
    company_ref = spell.company if spell else None
    company = companies.get(company_ref) if company_ref else None
    hotline = company.hotline if company else None
    if card is not None and card.state is not CardState.ACTIVE:
        why = (REPLACED_CARD,) if card.state is CardState.REPLACED else ()
        return DoorAnswer(AnswerKind.LOST, reasons=why, company_ref=company_ref, hotline=hotline)
    services = current_services(employments, today)
    standing = permit_standing(permit, checks, employments, companies, services, today, lines)
    if permit is None or standing.state is StandingState.GREY:
        return NO_MATCH
    consented = consent is not None and bool(consent.checks)
    # Number and surname give state, end and company; who hands over the card, or agreed to be seen, shows their work.
    open_about_work = card is not None or consented or (consent is not None and bool(consent.listing))
    kind = _KINDS[standing.state]
    return DoorAnswer(
        kind,
        reasons=told_reasons(standing, permit, consented=consented),
        end_on=permit.valid_until,
        company_ref=company_ref,
        hotline=hotline,
        services=services if open_about_work else (),
        lines=check_lines(checks, today) if consented else (),
        matched=True,
    )


def told_reasons(standing: Standing, permit: PermitFace, *, consented: bool) -> tuple[Label, ...]:
    """The reasons that may be said: none for 今日无效 until a decision is final, none about checks without consent."""
    if standing.state is StandingState.RED:
        final = _FINAL.get(permit.state) if permit.decision_final and permit.state else None
        return (final,) if final else ()
    if not consented:
        told = (UNTOLD_CHECK if reason.topic is Topic.CHECK else reason.label for reason in standing.reasons)
        return tuple(dict.fromkeys(told))
    return tuple(reason.label for reason in joined(standing.reasons))


def joined(reasons: Sequence[Reason]) -> list[Reason]:
    """The reasons with checks that share everything else put into one: five checks stated alike are one reason."""
    together: dict[Reason, list[Label]] = {}
    for reason in reasons:
        together.setdefault(replace(reason, check=None), []).extend([reason.check] if reason.check else [])
    return [
        replace(reason, check=Label("、".join(check.zh for check in checks), ", ".join(check.en for check in checks)))
        if checks
        else reason
        for reason, checks in together.items()
    ]


def check_lines(checks: ChecksFace | None, today: date) -> tuple[CheckLine, ...]:
    """One line per required check, for pages of people who consented to show their checks."""
    return tuple(_line(component, checks, today) for component in REQUIRED)


def _line(component: Component, checks: ChecksFace | None, today: date) -> CheckLine:
    check = check_of(checks, component)
    if check is None or check.outcome in (None, PublicOutcome.NONE):
        return CheckLine(component, LineWord.NONE, StandingState.YELLOW)
    if check.outcome is PublicOutcome.COULD_NOT:
        return CheckLine(component, LineWord.COULD_NOT, StandingState.YELLOW)
    end = end_of(component, check.checked_on, check.valid_until)
    if end is not None and end < today:
        word = LineWord.LAPSED
        state = StandingState.RED if component in BACKGROUND else StandingState.YELLOW
    elif check.source not in ATTESTED:
        word, state = LineWord.STATED, StandingState.YELLOW
    elif end is None and component is not Component.BC1:
        word, state = LineWord.UNDATED, StandingState.YELLOW
    else:
        word, state = LineWord.CURRENT, StandingState.GREEN
    tier = check.tier.label if check.tier else None
    return CheckLine(component, word, state, tier, check.source, check.checked_on, end)
