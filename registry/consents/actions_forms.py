"""A person's signed form as the company files it, scope by scope; and the person's own withdrawal online."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from registry.cases.rules import check_words
from registry.consents.access import PERMISSIONS
from registry.consents.actions import give_many, withdraw
from registry.consents.queries import withdrew
from registry.consents.rules import Given
from registry.consents.states import Channel, Scope
from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.core.errors import RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import require
from registry.workers.people import require_own_people

LONGEST_EVIDENCE = 120
NO_SCOPE = Finding("consent_scope", Label("请勾选本人同意的范围", "Tick what the person agreed to"), "scopes")
NO_EVIDENCE = Finding(
    "consent_evidence", Label("请写明同意书的编号或存放处", "Say the form's number or where it is kept"), "evidence"
)
TAKEN_BACK = Label(
    "本人撤回过这项同意，须由本人到协会重新作出",
    "The person took this consent back; only the person can give it again, at the association",
)


def record_form(
    session: Session,
    actor: Actor,
    clock: Clock,
    worker_ref: str,
    *,
    scopes: Collection[Scope],
    form_on: date | None,
    notice_version: str,
    evidence: str,
) -> list[str]:
    """Note what a person agreed to on a signed form that the company keeps; returns the person if listed from now on.

    The caller publishes what was held back, see `give_many`. Raises RuleBroken, also for a scope the person once took
    back: no word but their own undoes that; NotFound for somebody the company does not employ, NotAllowed.
    """
    require(actor, PERMISSIONS["consents.record_form"])
    require_own_people(session, actor, [worker_ref])
    findings = [*check_words(evidence, "evidence")]
    if not scopes:
        findings.append(NO_SCOPE)
    if not evidence.strip():
        findings.append(NO_EVIDENCE)
    elif len(evidence) > LONGEST_EVIDENCE:
        words = Label(f"最多 {LONGEST_EVIDENCE} 字", f"At most {LONGEST_EVIDENCE} characters")
        findings.append(Finding("consent_evidence", words, "evidence"))
    for scope in Scope:
        if scope in scopes and withdrew(session, [worker_ref], scope):
            words = Label(f"{scope.label.zh}：{TAKEN_BACK.zh}", f"{scope.label.en}: {TAKEN_BACK.en}")
            findings.append(Finding("consent_taken_back", words, "scopes"))
    if findings:
        raise RuleBroken(findings)
    given = [
        Given(worker_ref, scope, form_on, notice_version, Channel.PAPER, evidence) for scope in Scope if scope in scopes
    ]
    return give_many(session, actor, clock, given)


def withdraw_own(session: Session, actor: Actor, clock: Clock, scopes: Collection[Scope]) -> set[Scope]:
    """The person takes back consents online, at once; returns those taken back. Raises NotAllowed, Conflict."""
    require(actor, PERMISSIONS["consents.withdraw_own"])
    return withdraw(session, actor, clock, actor.ref, channel=Channel.ONLINE, scopes=scopes)
