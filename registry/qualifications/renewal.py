"""What renewing a certificate takes in credits (R006): a parameter of the register, by scheme and day. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from registry.core.findings import Finding
from registry.core.labels import Label
from registry.qualifications.rules import CREDIT_YEARS, CREDITS_FOR_RENEWAL, LedgerLine
from registry.qualifications.states import Scheme


@dataclass(frozen=True, slots=True)
class Threshold:
    """So many credits earned within so many years before the renewal, in force from a day on."""

    scheme: Scheme
    from_on: date
    credits: int
    years: int


# Domain README 2.2 (X), where nothing else was laid down.
DEFAULT = Threshold(Scheme.ASSOCIATION, date.min, CREDITS_FOR_RENEWAL, CREDIT_YEARS)


def threshold_on(rules: Iterable[Threshold], scheme: Scheme, day: date) -> Threshold:
    """The threshold in force for a scheme on a day: the newest that has begun, else the default."""
    begun = [rule for rule in rules if rule.scheme is scheme and rule.from_on <= day]
    return max(begun, key=lambda rule: rule.from_on, default=DEFAULT)


def credits_within(lines: Sequence[LedgerLine], day: date, years: int) -> int:
    """Credits earned within so many years up to a day, adjustments counted with the earning they adjust."""
    first = _years_before(day, years)
    return sum(line.credits for line in lines if first < line.earned_on <= day)


def check_renewal(
    lines: Sequence[LedgerLine], rule: Threshold, valid_until: date, ends_on: date | None, today: date
) -> list[Finding]:
    """Why a certificate cannot be renewed. Codes: renewal_credits, renewal_end, renewal_later."""
    findings = []
    have = credits_within(lines, today, rule.years)
    if have < rule.credits:
        message = Label(
            f"近 {rule.years} 年内有 {have} 学分，续证需要 {rule.credits} 学分",
            f"{have} credits within {rule.years} years; a renewal takes {rule.credits}",
        )
        findings.append(Finding("renewal_credits", message, "valid_until"))
    if valid_until <= today:
        message = Label("新的有效期应在今天之后", "The new last day lies after today")
        findings.append(Finding("renewal_end", message, "valid_until"))
    elif ends_on is None or valid_until <= ends_on:
        message = Label("新的有效期应晚于原有效期", "The new last day is later than the old one")
        findings.append(Finding("renewal_later", message, "valid_until"))
    return findings


def check_threshold(rule: Threshold, today: date) -> list[Finding]:
    """What is wrong with a new threshold. Codes: threshold_past, threshold_numbers."""
    findings = []
    if rule.from_on < today:
        message = Label("新标准不能溯及既往", "A new threshold does not reach back")
        findings.append(Finding("threshold_past", message, "from_on"))
    if rule.credits < 0 or not 1 <= rule.years <= 10:
        message = Label("学分不能为负，年限为 1 至 10 年", "Credits are not negative, years are 1 to 10")
        findings.append(Finding("threshold_numbers", message, "credits"))
    return findings


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)
