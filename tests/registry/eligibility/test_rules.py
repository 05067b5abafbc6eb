"""The checklist as tables: what is met, what is missing, and that nothing missing passes the gate."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.background_checks.disclosure import NO_CHECK, PublicCheck
from registry.background_checks.states import PublicOutcome
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier, ServiceLine
from registry.eligibility.disclosure import LinesFace, OpenLine, line_confirmed
from registry.eligibility.rules import Facts, checklist, face_of, gate, lines_of_scheme
from registry.eligibility.states import Met, Need, Weight
from registry.qualifications.states import Scheme
from registry.training.states import Result
from tests.make.eligibility import CLEANING, NANNY, TODAY, checks, clear, facts, held_certificate
from tests.make.training import outcome

CHILD = ServiceLine.CHILD_CARE
YESTERDAY = date(2026, 11, 20)
COULD_NOT = PublicCheck(PublicOutcome.COULD_NOT)


def met(found: Facts, need: Need, line: ServiceLine = CHILD, today: date = TODAY) -> Met:
    made = checklist(found, today)
    items = [*made.items, *(item for one in made.lines if one.line is line for item in one.items)]
    (item,) = [one for one in items if one.need is need]
    return item.met


def test_a_person_who_lacks_nothing_passes() -> None:
    found = checklist(facts(), TODAY)
    assert (found.passes, found.missing, gate(found)) == (True, (), [])
    assert {item.met for item in found.items} == {Met.MET}


CHECKS: list[tuple[dict[str, PublicCheck], Need, Met]] = [
    ({"BC1": NO_CHECK}, Need.IDENTITY, Met.MISSING),
    ({"BC1": clear(source=Source.COMPANY, valid_until=None)}, Need.IDENTITY, Met.STATED),
    ({"BC2": COULD_NOT}, Need.CRIMINAL_RECORD, Met.COULD_NOT),
    ({"BC2": clear(valid_until=YESTERDAY)}, Need.CRIMINAL_RECORD, Met.LAPSED),
    ({"BC2": clear(valid_until=TODAY)}, Need.CRIMINAL_RECORD, Met.MET),
    # A year from its day, where no end is stated.
    ({"BC2": clear(checked_on=date(2025, 11, 20), valid_until=None)}, Need.CRIMINAL_RECORD, Met.LAPSED),
    ({"BC3": clear(checked_on=None, valid_until=None)}, Need.BACKGROUND, Met.UNDATED),
    ({"BC3": NO_CHECK}, Need.BACKGROUND, Met.MISSING),
    ({"BC4": clear(tier=HealthTier.ELDER_CARE)}, Need.HEALTH, Met.TOO_LOW),
    ({"BC4": clear()}, Need.HEALTH, Met.TOO_LOW),
    ({"BC9": NO_CHECK}, Need.INSURANCE, Met.MISSING),
]


@pytest.mark.parametrize(("changed", "need", "how"), CHECKS)
def test_checks(changed: dict[str, PublicCheck], need: Need, how: Met) -> None:
    found = facts(checks=checks(**changed))
    assert met(found, need) is how
    gated = need in (Need.IDENTITY, Need.CRIMINAL_RECORD, Need.BACKGROUND)
    assert checklist(found, TODAY).passes is (how is Met.MET or not gated)


CERTIFICATES: list[tuple[list[dict[str, Any]], Met]] = [
    ([], Met.MISSING),
    ([{"scheme": Scheme.ELDER}], Met.MISSING),
    ([{"verified_on": None}], Met.STATED),
    ([{"verified_on": None, "source": Source.ASSOCIATION}], Met.MET),
    ([{"valid_until": YESTERDAY}], Met.LAPSED),
    ([{"not_accepted": True}], Met.REFUSED),
    ([{"not_accepted": True}, {"verified_on": None}], Met.STATED),
    ([{"not_accepted": True}, {}], Met.MET),
    ([{"valid_until": TODAY}], Met.MET),
    ([{"valid_until": YESTERDAY}, {"verified_on": None}], Met.STATED),
    ([{"valid_until": YESTERDAY}, {}], Met.MET),
    ([{"scheme": Scheme.ASSOCIATION, "level": "TRAIN"}], Met.MET),
    ([{"scheme": Scheme.WORK_PERMIT, "level": "HEIGHT"}], Met.MISSING),
]


@pytest.mark.parametrize(("held", "how"), CERTIFICATES)
def test_certificates(held: list[dict[str, Any]], how: Met) -> None:
    found = facts(certificates=[held_certificate(**one) for one in held])
    assert met(found, Need.CERTIFICATE) is how
    assert checklist(found, TODAY).passes is (how is Met.MET)


@pytest.mark.parametrize(
    ("story", "checked", "how"),
    [
        ([], {}, Met.MISSING),
        ([outcome(confirmed=False)], {}, Met.MISSING),
        ([outcome(result=Result.ATTENDED)], {}, Met.MISSING),
        ([outcome(lines=())], {}, Met.MET),
        ([outcome(lines=(ServiceLine.CLEANING,))], {}, Met.MISSING),
        ([outcome(result=Result.FAILED)], {}, Met.CLOSED),
        # Neither a general programme nor pre-job training opens what an exam closed.
        ([outcome(result=Result.FAILED), outcome(lines=())], {"BC12": clear(valid_until=None)}, Met.CLOSED),
        ([], {"BC12": clear(valid_until=None)}, Met.MET),
        ([], {"BC12": clear(valid_until=None, source=Source.COMPANY)}, Met.MISSING),
    ],
)
def test_training(story: list, checked: dict, how: Met) -> None:
    found = facts(outcomes=story, checks=checks(**checked))
    assert met(found, Need.TRAINING) is how
    assert checklist(found, TODAY).passes is (how is Met.MET)


def test_screening_is_advised_for_care_only_and_never_gates() -> None:
    assert met(facts(screened_on=None), Need.SCREENING) is Met.MISSING
    assert met(facts(screened_on=date(2025, 11, 1)), Need.SCREENING) is Met.LAPSED
    assert checklist(facts(screened_on=None), TODAY).passes
    cleaner = checklist(facts(services=[CLEANING], screened_on=None), TODAY)
    assert Need.SCREENING not in {item.need for item in cleaner.items}


def test_one_open_line_is_enough_and_the_other_is_not_confirmed() -> None:
    both = facts(services=[NANNY, CLEANING])
    assert checklist(both, TODAY).passes
    face = face_of(both, TODAY, judged=True)
    assert face == LinesFace((OpenLine(CHILD, None),), ())
    assert line_confirmed(face, CHILD, TODAY)
    assert not line_confirmed(face, ServiceLine.CLEANING, TODAY)


def test_what_is_missing_is_named_once_with_its_line() -> None:
    found = checklist(facts(services=[NANNY, CLEANING], certificates=[], checks=checks(BC2=NO_CHECK)), TODAY)
    assert [finding.code for finding in gate(found)] == [
        "gate_criminal_record", "gate_certificate", "gate_training", "gate_certificate",
    ]  # fmt: skip
    assert gate(found)[1].message.zh == "育儿看护，对应的资格证书：缺"
    assert [finding.code for finding in gate(checklist(facts(services=[]), TODAY))] == ["gate_services"]


def test_the_end_of_the_certificate_is_the_end_of_the_line() -> None:
    held = [held_certificate(valid_until=day) for day in (date(2027, 1, 1), date(2027, 3, 1))]
    face = face_of(facts(certificates=held), TODAY, judged=True)
    assert face.confirmed == (OpenLine(CHILD, date(2027, 3, 1)),)
    assert line_confirmed(face, CHILD, date(2027, 3, 1))
    assert not line_confirmed(face, CHILD, date(2027, 3, 2))


def test_a_closed_line_of_a_judged_person_looks_like_one_without_certificate() -> None:
    failed = facts(outcomes=[outcome(), outcome(result=Result.FAILED, held_on=TODAY)])
    bare = facts(certificates=[])
    faces = [face_of(one, TODAY, judged=True) for one in (failed, bare)]
    assert faces[0].fields() == faces[1].fields() == {"confirmed": [], "closed": []}


def test_of_permits_brought_in_only_closed_lines_count() -> None:
    untouched = facts(certificates=[], outcomes=[])
    assert face_of(untouched, TODAY, judged=False) == LinesFace()
    failed = facts(certificates=[], outcomes=[outcome(result=Result.FAILED)])
    face = face_of(failed, TODAY, judged=False)
    assert (face.confirmed, face.closed) == (None, (CHILD,))
    assert line_confirmed(face, ServiceLine.CLEANING, TODAY)
    assert not line_confirmed(face, CHILD, TODAY)
    assert line_confirmed(None, CHILD, TODAY)
    assert LinesFace.read(face.fields()) == face
    # An erased face says nothing for the person, and nothing against.
    assert LinesFace.read({}) == LinesFace(None, None)
    assert line_confirmed(LinesFace.read({}), CHILD, TODAY)


def test_a_line_is_confirmed_before_it_is_offered() -> None:
    """Taking up a service needs no new judgement, and offering none confirms no less."""
    learned = facts(services=[], certificates=[held_certificate(scheme=Scheme.DOMESTIC)], outcomes=[outcome(lines=())])
    face = face_of(learned, TODAY, judged=True)
    assert {one.line for one in face.confirmed or ()} == lines_of_scheme(Scheme.DOMESTIC)


def test_every_scheme_answers_for_a_line_and_every_line_can_be_answered_for() -> None:
    assert all(lines_of_scheme(scheme) for scheme in Scheme)
    assert {line for scheme in Scheme for line in lines_of_scheme(scheme)} == set(ServiceLine)


parts = st.fixed_dictionaries(
    {
        "BC1": st.sampled_from([clear(valid_until=None), NO_CHECK, clear(source=Source.COMPANY)]),
        "BC2": st.sampled_from([clear(), NO_CHECK, COULD_NOT, clear(valid_until=YESTERDAY)]),
        "BC3": st.sampled_from([clear(), NO_CHECK]),
    }
)


@given(parts, st.booleans(), st.booleans(), st.lists(st.sampled_from([NANNY, CLEANING]), unique=True))
def test_nobody_passes_without_each_of_the_four(
    checked: dict, certificate: bool, trained: bool, services: list
) -> None:
    """The rule of the issue, stated apart from the code: identity, background, training, certificate for a line."""
    found = facts(
        services=services,
        checks=checks(**checked),
        certificates=[held_certificate()] if certificate else [],
        outcomes=[outcome()] if trained else [],
    )
    good = checked["BC1"] == clear(valid_until=None) and checked["BC2"] == clear() and checked["BC3"] == clear()
    made = checklist(found, TODAY)
    assert made.passes is (good and certificate and trained and NANNY in services)
    assert (gate(made) == []) is made.passes
    for item in made.items:
        if item.weight is Weight.GATE and item.met is not Met.MET:
            assert not made.passes


def test_taking_anything_away_never_opens_a_line() -> None:
    whole = facts()
    for less in (
        replace(whole, certificates=()),
        replace(whole, outcomes=()),
        replace(whole, services=()),
        replace(whole, checks=checks(BC3=NO_CHECK)),
    ):
        assert not checklist(less, TODAY).passes
