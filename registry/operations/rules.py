"""What a notice and a review must say."""

from datetime import date, datetime, timedelta

from registry.core.findings import Finding
from registry.core.labels import Label

LONGEST_NOTICE = timedelta(days=31)
LONGEST_TEXT = 200  # it stands on top of every page
LONGEST_FINDINGS = 4000


def check_notice(text_zh: str, text_en: str, from_at: datetime, until_at: datetime, now: datetime) -> list[Finding]:
    """What is wrong with a notice about to be published."""
    found = []
    for field, text in (("text_zh", text_zh), ("text_en", text_en)):
        if not 0 < len(text.strip()) <= LONGEST_TEXT:
            words = Label(f"请填写 1 至 {LONGEST_TEXT} 字", f"Write 1 to {LONGEST_TEXT} characters")
            found.append(Finding("text", words, field))
    if until_at <= from_at:
        found.append(Finding("ends_early", Label("结束时间应晚于开始时间", "It must end after it begins"), "until_at"))
    elif until_at - from_at > LONGEST_NOTICE:
        found.append(Finding("too_long", Label("通知最长 31 天", "A notice runs for 31 days at most"), "until_at"))
    if until_at <= now:
        found.append(Finding("past", Label("结束时间已过", "It would have ended already"), "until_at"))
    return found


def check_review(held_on: date, scope: str, findings: str, today: date) -> list[Finding]:
    """What is wrong with a security review about to be added."""
    found = []
    if held_on > today:
        found.append(Finding("future", Label("日期不能晚于今天", "The day cannot lie ahead"), "held_on"))
    for field, text, most in (("scope", scope, LONGEST_TEXT), ("findings", findings, LONGEST_FINDINGS)):
        if not 0 < len(text.strip()) <= most:
            found.append(Finding("text", Label(f"请填写 1 至 {most} 字", f"Write 1 to {most} characters"), field))
    return found
