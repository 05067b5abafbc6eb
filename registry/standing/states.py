"""Standing and the reasons for it, in words. Colour is never the only sign: each state has a shape as well."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from registry.core.labels import Label, LabelledEnum, day_label


class Shape(LabelledEnum):
    """The sign that goes with a colour."""

    CIRCLE = "circle", "●", "●"
    TRIANGLE = "triangle", "▲", "▲"
    SQUARE = "square", "■", "■"
    DIAMOND = "diamond", "◇", "◇"


class StandingState(LabelledEnum):
    """The four answers, in the words used for a person's permit."""

    GREEN = "green", "证件有效", "Permit valid"
    YELLOW = "yellow", "请先核实", "Verify first"
    RED = "red", "今日无效", "Not valid today"
    GREY = "grey", "没有查到", "Not found"

    @property
    def shape(self) -> Shape:
        """The shape shown beside the words."""
        return _SHAPES[self]

    @property
    def line_label(self) -> Label:
        """The words for one service of a person in this state."""
        return _LINE_FIT if self is StandingState.GREEN else self.label

    @property
    def company_label(self) -> Label:
        """The words for a company in this state."""
        return _COMPANY_WORDS[self]


_SHAPES = {
    StandingState.GREEN: Shape.CIRCLE,
    StandingState.YELLOW: Shape.TRIANGLE,
    StandingState.RED: Shape.SQUARE,
    StandingState.GREY: Shape.DIAMOND,
}

_COMPANY_WORDS = {
    StandingState.GREEN: Label("登记正常", "In good standing"),
    StandingState.YELLOW: Label("请先核实", "Verify first"),
    StandingState.RED: Label("登记停止", "Registration stopped"),
    StandingState.GREY: Label("没有查到", "Not found"),
}

_LINE_FIT = Label("符合要求", "Meets the requirements")

_ORDER = (StandingState.GREEN, StandingState.YELLOW, StandingState.RED, StandingState.GREY)


def worst(states: Iterable[StandingState]) -> StandingState:
    """The state that weighs most; GREEN when there is none. GREY outweighs all: nothing is known."""
    return max(states, key=_ORDER.index, default=StandingState.GREEN)


class Topic(Enum):
    """What a reason speaks of; reasons about checks are told only with the person's consent to show checks."""

    PERMIT = "permit"
    CHECK = "check"
    TIE = "tie"
    COMPANY = "company"


class ReasonCode(LabelledEnum):
    """Why a standing is not green. `{…}` places are filled from the reason."""

    PERMIT_UNKNOWN = "permit_unknown", "没有查到证件", "No permit is known"
    PERMIT_EXPIRED = "permit_expired", "证件已于{on}到期", "The permit ended on {on}"
    PERMIT_NOT_STARTED = "permit_not_started", "证件自{on}起有效", "The permit is valid from {on}"
    PERMIT_NOT_ACTIVE = "permit_not_active", "证件目前不在有效状态", "The permit is not in force"
    PERMIT_STATED_ONLY = (
        "permit_stated_only",
        "证件由企业申报，协会未核验",
        "The permit is stated by the company, not verified by the association",
    )
    NOT_CHECKED = "not_checked", "{check}：目前无有效核查", "{check}: no valid check at present"
    COULD_NOT_CHECK = "could_not_check", "{check}：未能核查", "{check}: could not be checked"
    CHECK_LAPSED = "check_lapsed", "{check}已于{on}到期", "{check} ended on {on}"
    BACKGROUND_LAPSED = "background_lapsed", "{check}已于{on}到期", "{check} ended on {on}"
    CHECK_UNDATED = "check_undated", "{check}：未载明有效期", "{check}: no end date stated"
    CHECK_STATED_ONLY = (
        "check_stated_only",
        "{check}：企业申报，协会未核验",
        "{check}: stated by the company, not verified by the association",
    )
    TIER_UNSTATED = (
        "tier_unstated",
        "{line}要求{need}健康体检，体检类别未载明",
        "{line} asks for the {need} health check; its class is not stated",
    )
    TIER_TOO_LOW = (
        "tier_too_low",
        "{line}要求{need}健康体检，现为{have}",
        "{line} asks for the {need} health check; this one is {have}",
    )
    LINE_NOT_CONFIRMED = (
        "line_not_confirmed",
        "{line}：目前未确认可以提供",
        "{line}: not confirmed at present",
    )
    NO_COMPANY = "no_company", "目前没有登记的所属企业", "No company is registered as the employer at present"
    TIE_STATED_ONLY = (
        "tie_stated_only",
        "所属企业由企业申报，协会未核验",
        "The tie to the company is stated by the company, not verified by the association",
    )
    TIE_COMPANY_STOPPED = (
        "tie_company_stopped",
        "所属企业的登记已暂停或停止",
        "The company's registration is suspended or stopped",
    )
    TIE_LICENCE_EXPIRED = (
        "tie_licence_expired",
        "所属企业的营业期限已于{on}届满",
        "The company's licence term ended on {on}",
    )
    COMPANY_NOT_APPROVED = "company_not_approved", "登记尚未完成", "Registration is not complete"
    COMPANY_SUSPENDED = "company_suspended", "登记自{on}起暂停", "Registration suspended since {on}"
    COMPANY_ENDED = "company_ended", "登记自{on}起停止", "Registration ended on {on}"
    COMPANY_STATED_ONLY = (
        "company_stated_only",
        "企业申报，协会未核验",
        "Stated by the company, not verified by the association",
    )
    COMPANY_LICENCE_EXPIRED = "company_licence_expired", "营业期限已于{on}届满", "The licence term ended on {on}"
    COMPANY_INSURANCE_LAPSED = (
        "company_insurance_lapsed",
        "企业保险已于{on}到期",
        "The company's insurance ended on {on}",
    )


_RED = frozenset(
    {
        ReasonCode.PERMIT_EXPIRED,
        ReasonCode.PERMIT_NOT_STARTED,
        ReasonCode.PERMIT_NOT_ACTIVE,
        ReasonCode.BACKGROUND_LAPSED,
        ReasonCode.COMPANY_SUSPENDED,
        ReasonCode.COMPANY_ENDED,
    }
)
_PERMIT = frozenset(
    {
        ReasonCode.PERMIT_UNKNOWN,
        ReasonCode.PERMIT_EXPIRED,
        ReasonCode.PERMIT_NOT_STARTED,
        ReasonCode.PERMIT_NOT_ACTIVE,
        ReasonCode.PERMIT_STATED_ONLY,
    }
)
_TIE = frozenset(
    {
        ReasonCode.NO_COMPANY,
        ReasonCode.TIE_STATED_ONLY,
        ReasonCode.TIE_COMPANY_STOPPED,
        ReasonCode.TIE_LICENCE_EXPIRED,
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with what it speaks of: a check, a service line, a day."""

    code: ReasonCode
    check: Label | None = None
    line: Label | None = None
    need: Label | None = None
    have: Label | None = None
    on: date | None = None

    @property
    def state(self) -> StandingState:
        """How far this reason alone lowers a standing."""
        if self.code is ReasonCode.PERMIT_UNKNOWN:
            return StandingState.GREY
        return StandingState.RED if self.code in _RED else StandingState.YELLOW

    @property
    def topic(self) -> Topic:
        """What it speaks of."""
        if self.code in _PERMIT:
            return Topic.PERMIT
        if self.code in _TIE:
            return Topic.TIE
        return Topic.COMPANY if self.code.name.startswith("COMPANY_") else Topic.CHECK

    @property
    def label(self) -> Label:
        """The reason in words, with its places filled."""
        return Label(self._words("zh"), self._words("en"))

    def _words(self, lang: str) -> str:
        parts = {"check": self.check, "line": self.line, "need": self.need, "have": self.have}
        filled = {name: label.text(lang) if label else "" for name, label in parts.items()}
        words: str = self.code.label.text(lang)
        return words.format(on=day_label(self.on).text(lang) if self.on else "", **filled)


@dataclass(frozen=True, slots=True)
class Standing:
    """A state and every reason for it, the gravest first."""

    state: StandingState
    reasons: tuple[Reason, ...] = ()

    @classmethod
    def of(cls, reasons: Iterable[Reason]) -> "Standing":
        """The standing that reasons amount to: green without any, else as grave as the gravest."""
        ordered = sorted(dict.fromkeys(reasons), key=lambda reason: -_ORDER.index(reason.state))
        return cls(worst(reason.state for reason in ordered), tuple(ordered))
