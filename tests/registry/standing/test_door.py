"""The answer at the door: one headline, one instruction, and nothing that may not be told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.background_checks.disclosure import NO_CHECK, ChecksFace, PublicCheck
from registry.background_checks.rules import Statement, public_face
from registry.background_checks.states import Component, Outcome, PublicOutcome
from registry.companies.disclosure import CompanyFace
from registry.companies.states import CompanyState
from registry.consents.disclosure import ConsentFace
from registry.core.labels import Label
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier
from registry.permits.disclosure import CardFace, PermitFace
from registry.permits.states import CardState, PermitState
from registry.standing.door import (
    NO_MATCH,
    REPLACED_CARD,
    UNTOLD_CHECK,
    AnswerKind,
    DoorAnswer,
    LineWord,
    check_lines,
    door_answer,
)
from registry.standing.states import Shape, StandingState
from registry.workers.disclosure import EmploymentFace
from tests.make.standing import (
    CLEANING,
    COMPANY,
    TODAY,
    card_face,
    check,
    checks_face,
    company_face,
    consent_face,
    employment_face,
    permit_face,
)

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
YESTERDAY = TODAY - timedelta(days=1)


def ask(
    permit: PermitFace | None = None,
    card: CardFace | None = None,
    checks: ChecksFace | None = None,
    consent: ConsentFace | None = None,
    spells: list[EmploymentFace] | None = None,
    company: CompanyFace | None = None,
) -> DoorAnswer:
    """The answer for a person who is good in everything that is not given, without consent to show checks."""
    return door_answer(
        permit or permit_face(),
        card,
        checks or checks_face(),
        consent,
        [employment_face()] if spells is None else spells,
        {COMPANY: company or company_face()},
        TODAY,
    )


TABLE: list[tuple[str, dict[str, Any], AnswerKind]] = [
    ("everything good", {}, AnswerKind.VALID),
    ("end not stated", {"permit": permit_face(valid_until=None)}, AnswerKind.VALID),
    ("health lapsed", {"checks": checks_face(BC4=check(valid_until=YESTERDAY))}, AnswerKind.VERIFY_FIRST),
    ("insurance lapsed", {"checks": checks_face(BC9=check(valid_until=YESTERDAY))}, AnswerKind.VERIFY_FIRST),
    ("not checked", {"checks": checks_face(BC3=NO_CHECK)}, AnswerKind.VERIFY_FIRST),
    ("could not be", {"checks": checks_face(BC2=PublicCheck(PublicOutcome.COULD_NOT))}, AnswerKind.VERIFY_FIRST),
    ("identity not attested", {"checks": checks_face(BC1=check(source=Source.COMPANY))}, AnswerKind.VERIFY_FIRST),
    ("no company", {"spells": []}, AnswerKind.VERIFY_FIRST),
    ("company suspended", {"company": company_face(state=CompanyState.SUSPENDED)}, AnswerKind.VERIFY_FIRST),
    ("background lapsed", {"checks": checks_face(BC2=check(valid_until=YESTERDAY))}, AnswerKind.NOT_VALID_TODAY),
    ("suspended", {"permit": permit_face(state=PermitState.SUSPENDED)}, AnswerKind.NOT_VALID_TODAY),
    ("revoked", {"permit": permit_face(state=PermitState.REVOKED)}, AnswerKind.NOT_VALID_TODAY),
    ("expired", {"permit": permit_face(valid_until=YESTERDAY)}, AnswerKind.NOT_VALID_TODAY),
    ("card lost", {"card": card_face(state=CardState.LOST)}, AnswerKind.LOST),
    ("card replaced", {"card": card_face(state=CardState.REPLACED)}, AnswerKind.LOST),
    (
        "card lost and permit revoked",
        {"card": card_face(state=CardState.LOST), "permit": permit_face(state=PermitState.REVOKED)},
        AnswerKind.LOST,
    ),
    ("erased", {"permit": permit_face(state=None)}, AnswerKind.NO_MATCH),
]


@pytest.mark.parametrize(("case", "given_facts", "kind"), TABLE, ids=[row[0] for row in TABLE])
def test_the_table(case: str, given_facts: dict[str, Any], kind: AnswerKind) -> None:
    answer = ask(**given_facts)
    assert answer.kind is kind
    assert (answer.headline, answer.instruction) == (kind.label, kind.instruction)
    assert ask(**given_facts, consent=consent_face()).kind is kind


def test_every_answer_has_colour_shape_headline_and_instruction() -> None:
    assert {kind: kind.shape for kind in AnswerKind} == {
        AnswerKind.VALID: Shape.CIRCLE,
        AnswerKind.VERIFY_FIRST: Shape.TRIANGLE,
        AnswerKind.NOT_VALID_TODAY: Shape.SQUARE,
        AnswerKind.LOST: Shape.SQUARE,
        AnswerKind.NO_MATCH: Shape.DIAMOND,
        AnswerKind.UNAVAILABLE: Shape.DIAMOND,
    }
    for kind in AnswerKind:
        assert kind.instruction.zh
        assert kind.instruction.en


def test_number_and_surname_give_state_end_and_company() -> None:
    answer = ask()
    assert answer.end_on == date(2027, 11, 11)
    assert answer.company_ref == COMPANY
    assert answer.hotline == "010-00002537"
    assert (answer.reasons, answer.services, answer.lines) == ((), (), ())


def test_the_card_or_a_consent_opens_the_services() -> None:
    assert ask(card=card_face()).services == (CLEANING,)
    assert ask(consent=consent_face(checks=False)).services == (CLEANING,)
    assert ask(consent=consent_face(listing=False)).services == (CLEANING,)
    assert ask(consent=consent_face(listing=False, checks=False)).services == ()


def test_lines_are_shown_with_consent_only() -> None:
    assert ask(consent=consent_face(checks=False)).lines == ()
    assert [line.component for line in ask(consent=consent_face()).lines] == [
        Component.BC1,
        Component.BC2,
        Component.BC3,
        Component.BC4,
        Component.BC9,
    ]


def test_not_valid_today_gives_no_reason_until_a_decision_is_final() -> None:
    for state in (PermitState.SUSPENDED, PermitState.REVOKED):
        assert ask(permit=permit_face(state=state), consent=consent_face()).reasons == ()
        assert ask(permit=permit_face(state=state, decision_final=True)).reasons[0].zh.endswith("决定已生效")
    assert ask(permit=permit_face(valid_until=YESTERDAY)).reasons == ()
    assert ask(checks=checks_face(BC2=check(valid_until=YESTERDAY))).reasons == ()


def test_without_consent_no_reason_tells_which_check_it_is() -> None:
    lapsed = checks_face(BC9=check(valid_until=YESTERDAY))
    assert ask(checks=lapsed).reasons == (UNTOLD_CHECK,)
    assert ask(checks=lapsed, consent=consent_face()).reasons == (
        Label("商业保险已于2026年11月20日到期", "Insurance ended on 20 Nov 2026"),
    )
    tied = ask(checks=lapsed, spells=[employment_face(source=Source.COMPANY)])
    assert tied.reasons == (
        UNTOLD_CHECK,
        Label(
            "所属企业由企业申报，协会未核验",
            "The tie to the company is stated by the company, not verified by the association",
        ),
    )


def test_without_consent_all_shortcomings_of_checks_read_alike() -> None:
    short = [
        {"BC2": NO_CHECK},
        {"BC4": check(valid_until=YESTERDAY)},
        {"BC3": PublicCheck(PublicOutcome.COULD_NOT)},
        {"BC9": check(source=Source.COMPANY)},
        {"BC9": NO_CHECK, "BC4": check(valid_until=None, checked_on=None)},
    ]
    assert len({ask(checks=checks_face(**change)) for change in short}) == 1


def test_checks_that_fall_short_alike_are_one_reason() -> None:
    stated = {name: check(source=Source.COMPANY) for name in ("BC1", "BC2", "BC3", "BC4", "BC9")}
    answer = ask(checks=checks_face(**stated), consent=consent_face())
    assert [reason.zh for reason in answer.reasons] == [
        "身份核验、违法犯罪记录查询、家政信用背景核查、健康体检、商业保险：企业申报，协会未核验"
    ]
    apart = ask(checks=checks_face(BC4=check(valid_until=YESTERDAY), BC9=NO_CHECK), consent=consent_face())
    assert len(apart.reasons) == 2


def test_a_dead_card_tells_nothing_of_the_person() -> None:
    answer = ask(card=card_face(state=CardState.LOST), consent=consent_face())
    assert (answer.end_on, answer.services, answer.lines, answer.reasons) == (None, (), (), ())
    assert answer.hotline == "010-00002537"
    assert ask(card=card_face(state=CardState.REPLACED)).reasons == (REPLACED_CARD,)


WORDS: list[tuple[PublicCheck | None, LineWord, StandingState]] = [
    (check(), LineWord.CURRENT, StandingState.GREEN),
    (check(valid_until=YESTERDAY), LineWord.LAPSED, StandingState.YELLOW),
    (check(valid_until=None), LineWord.UNDATED, StandingState.YELLOW),
    (check(source=Source.COMPANY), LineWord.STATED, StandingState.YELLOW),
    (NO_CHECK, LineWord.NONE, StandingState.YELLOW),
    (None, LineWord.NONE, StandingState.YELLOW),
    (PublicCheck(PublicOutcome.COULD_NOT), LineWord.COULD_NOT, StandingState.YELLOW),
]


@pytest.mark.parametrize(("found", "word", "state"), WORDS)
def test_words_of_a_line(found: PublicCheck | None, word: LineWord, state: StandingState) -> None:
    line = check_lines(checks_face(BC9=found), TODAY)[-1]
    assert (line.component, line.word, line.state) == (Component.BC9, word, state)


def test_a_lapsed_background_is_red_on_its_line_too() -> None:
    line = check_lines(checks_face(BC2=check(valid_until=YESTERDAY)), TODAY)[1]
    assert (line.word, line.state) == (LineWord.LAPSED, StandingState.RED)


_outcomes = st.sampled_from(PublicOutcome)
_days = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(
    st.builds(
        PublicCheck,
        outcome=_outcomes,
        source=st.sampled_from(Source),
        checked_on=_days,
        valid_until=_days,
        tier=st.none() | st.sampled_from(HealthTier),
    ),
    st.sampled_from(["BC1", "BC2", "BC3", "BC4", "BC9"]),
)
def test_line_and_answer_never_disagree(found: PublicCheck, name: str) -> None:
    answer = ask(checks=replace(checks_face(), **{name: found}), consent=consent_face())
    gravest = max(answer.lines, key=lambda line: list(StandingState).index(line.state))
    assert answer.state is gravest.state


@pytest.mark.parametrize("name", ["BC1", "BC2", "BC3", "BC4", "BC9"])
@pytest.mark.parametrize("consent", [None, consent_face(), consent_face(checks=False)])
@pytest.mark.parametrize("checked_before", [False, True])
def test_adverse_pending_and_not_checked_give_one_answer(
    name: str, consent: ConsentFace | None, checked_before: bool
) -> None:
    """The issue: no one can infer a failed check. Only the component that failed differs from a good person."""
    component = Component[name]
    shown = Statement(component, Outcome.CLEAR, Source.ASSOCIATION, date(2026, 5, 20), None, None, NOON)
    before = [shown] if checked_before else []
    answers = {}
    for outcome in (Outcome.ADVERSE, Outcome.PENDING, Outcome.NOT_CHECKED):
        statement = Statement(component, outcome, Source.AUTHORITY, date(2026, 11, 1), None, None, NOON)
        face = public_face([*before, statement])
        answers[outcome] = ask(checks=replace(checks_face(), **{name: getattr(face, name)}), consent=consent)
    never = ask(checks=replace(checks_face(), **{name: NO_CHECK}), consent=consent)
    assert answers[Outcome.ADVERSE] == never
    if not before:
        assert set(answers.values()) == {never}


def test_no_match_carries_nothing() -> None:
    assert DoorAnswer(AnswerKind.NO_MATCH) == NO_MATCH
    assert door_answer(None, None, None, None, [], {}, TODAY) is NO_MATCH
