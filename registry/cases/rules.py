"""What may be done to a case when, what may be written on one, and how the day is cut into bands."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta

from registry.cases.kinds import KINDS
from registry.cases.states import Act, Band, CaseKind, CaseState
from registry.core.clock import SHANGHAI, day_end, day_start, shanghai_date
from registry.core.findings import Finding
from registry.core.labels import Label

NO_LIMIT = timedelta(days=36_500)  # where a case without a limit stands in the order of the worklist
LONGEST_WORDS = 2000
_TICK = timedelta(microseconds=1)  # a limit is exclusive: one that ends at midnight belongs to the day before
_NUMBER = re.compile(r"(\d{4})-?(\d{1,9})")
_PERSONAL = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx]|\d{15})(?!\d)")

# From which states an act may be done; a state that is missing refuses it.
MAY: Mapping[Act, frozenset[CaseState]] = {
    Act.CLAIM: frozenset({CaseState.OPEN, CaseState.WITH_COMPANY, CaseState.PROPOSED}),
    Act.RELEASE: frozenset({CaseState.OPEN, CaseState.WITH_COMPANY, CaseState.PROPOSED}),
    Act.ASSIGN: frozenset({CaseState.OPEN, CaseState.WITH_COMPANY, CaseState.PROPOSED}),
    Act.NOTE: frozenset(CaseState),
    Act.REMIND: frozenset({CaseState.WITH_COMPANY, CaseState.OPEN}),
    Act.RETURN: frozenset({CaseState.OPEN, CaseState.PROPOSED}),
    Act.RESUBMIT: frozenset({CaseState.WITH_COMPANY}),
    Act.PROPOSE: frozenset({CaseState.OPEN}),
    Act.SEND_BACK: frozenset({CaseState.PROPOSED}),
    Act.DECIDE: frozenset({CaseState.OPEN, CaseState.PROPOSED}),
    Act.APPLY: frozenset({CaseState.DECIDED, CaseState.CLOSED}),
    Act.CLOSE: frozenset({CaseState.OPEN, CaseState.WITH_COMPANY, CaseState.DECIDED}),
}

OWN_PROPOSAL = Label("意见是您提出的，须由另一个人决定", "You proposed this yourself; somebody else must decide")
NEEDS_PROPOSAL = Label(
    "这类案件须先由一人提出意见，再由另一人决定", "One person proposes on such a case, another one decides"
)


NEEDS_DECISION = Label("有人等着这个案件的决定，请作出决定", "Somebody waits for this case: decide it")


def check_reason(words: str, field: str = "why") -> list[Finding]:
    """What is wrong with a reason: missing, too long, or holding an identity or phone number."""
    if not words.strip():
        return [Finding("reason_missing", Label("请写明理由", "Give the reason"), field)]
    return check_words(words, field)


def check_words(words: str, field: str = "words") -> list[Finding]:
    """What is wrong with words on a case: they are kept in the clear, so no identity or phone number stands in them."""
    if len(words) > LONGEST_WORDS:
        long = Label(f"最多 {LONGEST_WORDS} 字", f"At most {LONGEST_WORDS} characters")
        return [Finding("words_long", long, field)]
    plain = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", words))
    if _PERSONAL.search(plain) or _PERSONAL.search(unicodedata.normalize("NFKC", words)):
        personal = Label(
            "请不要在这里写身份证号或手机号，可写后四位", "No identity or phone numbers here; the last four will do"
        )
        return [Finding("words_personal", personal, field)]
    return []


def check_outcome(kind: CaseKind, outcome: str) -> list[Finding]:
    """Whether cases of this kind may end so."""
    if outcome in KINDS[kind].outcomes:
        return []
    return [Finding("outcome_unknown", Label("请选择结论", "Choose an outcome"), "outcome")]


def parse_number(typed: str) -> tuple[int, int] | None:
    """(year, serial) of a case's number as people type it: 2026-000123, 2026-123, full-width or spaced."""
    found = _NUMBER.fullmatch("".join(unicodedata.normalize("NFKC", typed).split()))
    return (int(found[1]), int(found[2])) if found else None


def band_starts(now: datetime) -> dict[Band, tuple[datetime | None, datetime | None]]:
    """{band: (from, before)}: the day ends at 24:00 in Shanghai, the week with its Sunday; None is open-ended."""
    today = shanghai_date(now)
    tonight = day_end(today)
    sunday = day_start(today + timedelta(days=7 - today.weekday()))
    week = max(sunday, tonight)
    return {
        Band.OVERDUE: (None, now + _TICK),
        Band.TODAY: (now + _TICK, tonight + _TICK),
        Band.WEEK: (tonight + _TICK, week + _TICK),
        Band.LATER: (week + _TICK, None),
    }


def band_of(order_at: datetime, now: datetime) -> Band:
    """The band in which a limit falls."""
    for band, (start, before) in band_starts(now).items():
        if (start is None or order_at >= start) and (before is None or order_at < before):
            return band
    return Band.LATER


def local_year(moment: datetime) -> int:
    """The year in Shanghai, which begins a case's number."""
    return moment.astimezone(SHANGHAI).year
