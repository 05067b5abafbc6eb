"""Which values of an entry may be proposed for erasure: personal ones that are still there, and no others."""

from collections.abc import Collection

from registry.core.findings import Finding
from registry.core.labels import Label
from registry.record.kinds import Kind

DECISION_DAYS = 7  # working days for the second person (X: no source sets one)


def erasable(kind: Kind | None, held: Collection[str]) -> tuple[str, ...]:
    """The fields of an entry that may be erased, in order; none of a kind that holds no personal data.

    Marks of redactions and heads of the trace are such: without them nobody could tell an erasure from a forgery.
    """
    return tuple(sorted(kind.personal & set(held))) if kind else ()


def check_fields(kind: Kind | None, held: Collection[str], chosen: Collection[str]) -> list[Finding]:
    """What is wrong with a choice of fields. Codes: nothing_erasable, fields_missing, fields_unknown."""
    may = erasable(kind, held)
    if not may:
        message = Label("这一条没有可以删除的个人信息", "This entry holds no personal data that may be erased")
        return [Finding("nothing_erasable", message, "item")]
    if not chosen:
        return [Finding("fields_missing", Label("请选择要删除的内容", "Choose what is to be erased"), "fields")]
    if set(chosen) - set(may):
        message = Label("所选内容不在这一条里，或已经删除", "Something chosen is not in this entry, or gone already")
        return [Finding("fields_unknown", message, "fields")]
    return []
