"""What may be proposed about whose file it is."""

from collections.abc import Set
from datetime import date

from registry.cases.states import CaseKind
from registry.consents.states import Scope
from registry.core.findings import Finding
from registry.core.identifiers import check_id_number
from registry.core.labels import Label

KINDS = (CaseKind.IDENTITY_CORRECTION, CaseKind.PERSONS_JOIN, CaseKind.PERSONS_SPLIT)
DECISION_DAYS = 7  # working days for the second person (X: no source sets one; as for an objection)

BELONGS_TO_ANOTHER = Label(
    "这个身份证号已登记在另一份档案：如果是同一个人，请合并两份档案",
    "This number stands in another file: if it is the same person, join the two files",
)
SAME_NUMBER = Label("与现在登记的号码相同", "It is the number that is registered already")


def check_new_number(typed: str, today: date, *, same: bool, of_another: bool) -> list[Finding]:
    """What is wrong with a number proposed for a person. Codes: those of an ID number, id_same, id_of_another."""
    findings = [finding for finding in check_id_number(typed, today=today) if finding.level == "error"]
    if findings:
        return findings
    if same:
        return [Finding("id_same", SAME_NUMBER, "id_number")]
    if of_another:
        return [Finding("id_of_another", BELONGS_TO_ANOTHER, "id_number")]
    return []


def withdrawn_by_join(
    kept: tuple[Set[Scope], Set[Scope]], closed: tuple[Set[Scope], Set[Scope]]
) -> tuple[set[Scope], set[Scope]]:
    """(scopes to withdraw in the kept file, scopes to withdraw in the closed one); each file as (standing, withdrawn).

    A withdrawal wins: what the person took back under one file is taken back under the other. A scope of which one
    file says nothing stands as the other says, for it was this person who said it.
    """
    (kept_stands, kept_gone), (closed_stands, closed_gone) = kept, closed
    return set(kept_stands & closed_gone), set(closed_stands & kept_gone)
