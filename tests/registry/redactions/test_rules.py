"""What may be proposed for erasure, as a table over every kind that the record knows."""

import pytest

import registry.models
from registry.record.disclosure import RedactionFace
from registry.record.kinds import KINDS
from registry.redactions.rules import check_fields, erasable
from registry.workers.disclosure import WorkerFace

assert registry.models.MODULES
WORKER = WorkerFace.KIND


@pytest.mark.parametrize(
    ("kind", "held", "chosen", "code"),
    [
        (WORKER, {"sex", "since_on"}, {"sex"}, None),
        (WORKER, {"sex", "since_on"}, {"sex", "since_on"}, None),
        (WORKER, {"sex"}, set(), "fields_missing"),
        (WORKER, {"sex"}, {"age_band"}, "fields_unknown"),
        (WORKER, {"sex"}, {"sex", "made_up"}, "fields_unknown"),
        (WORKER, set(), {"sex"}, "nothing_erasable"),
        (RedactionFace.KIND, {"rule", "erased"}, {"rule"}, "nothing_erasable"),
        (None, {"sex"}, {"sex"}, "nothing_erasable"),
    ],
)
def test_what_may_be_chosen(kind, held, chosen, code) -> None:
    assert [finding.code for finding in check_fields(kind, held, chosen)] == ([code] if code else [])


def test_only_personal_fields_are_ever_offered() -> None:
    for kind in KINDS.values():
        assert set(erasable(kind, [*kind.personal, "made_up"])) == kind.personal
    assert erasable(RedactionFace.KIND, ["erased"]) == ()
