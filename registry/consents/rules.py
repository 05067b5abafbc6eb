"""When a word counts as consent (PIPL 13 to 15, 25, 29; domain README 7)."""

from dataclasses import dataclass
from datetime import date

from registry.consents.states import EMPLOYER_MAY_PASS_ON, GIVING, Channel, Scope
from registry.core.findings import Finding
from registry.core.labels import Label

# What the entries of a withdrawal cite.
WITHDRAWAL_RULE = "PIPL-15"
WITHDRAWAL_ASKED_BY = "data subject"


@dataclass(frozen=True, slots=True)
class Given:
    """A consent as supplied: to what, on a form of which day, under which version of the notice, by which way.

    `evidence` says where the signed form is kept, in a word or a number of its own.
    """

    worker_ref: str
    scope: Scope
    form_on: date | None
    notice_version: str
    channel: Channel
    evidence: str = ""


def check_given(given: Given, today: date) -> list[Finding]:
    """What keeps a word from counting. An employer's counts for listing only, with form date and notice version.

    Codes: consent_channel, consent_form_date, consent_form_ahead, consent_notice, consent_employer_scope.
    """
    findings = []
    if given.channel not in GIVING:
        message = Label("这种方式只能撤回同意，不能给出同意", "This way can withdraw consent but not give it")
        findings.append(Finding("consent_channel", message, "channel"))
    if given.form_on is None:
        findings.append(Finding("consent_form_date", Label("缺少同意书日期", "The form has no date"), "form_on"))
    elif given.form_on > today:
        message = Label("同意书日期在将来", "The date of the form lies in the future")
        findings.append(Finding("consent_form_ahead", message, "form_on"))
    if not given.notice_version.strip():
        message = Label("缺少告知书版本", "The version of the notice is missing")
        findings.append(Finding("consent_notice", message, "notice_version"))
    if given.channel is Channel.ROSTER and given.scope not in EMPLOYER_MAY_PASS_ON:
        message = Label(
            "企业名册只能转报“公示本人信息”的同意，其他须由本人作出",
            "A roster may pass on consent to being listed only; the rest is the person's own act",
        )
        findings.append(Finding("consent_employer_scope", message, "scope"))
    return findings
