"""What the gate does to a standing: green goes, red never comes, and people who never came to it keep theirs."""

from datetime import date, timedelta

from registry.core.taxonomy import ServiceLine
from registry.eligibility.disclosure import LinesFace, OpenLine
from registry.standing.changes import boundaries
from registry.standing.door import UNTOLD_CHECK, AnswerKind, door_answer
from registry.standing.rules import line_standings, permit_standing
from registry.standing.states import ReasonCode, StandingState, Topic
from registry.workers.disclosure import OfferedService
from tests.make.standing import (
    CLEANING,
    COMPANY,
    TODAY,
    checks_face,
    company_face,
    consent_face,
    employment_face,
    permit_face,
)

LAUNDRY = OfferedService("LC01", ServiceLine.LAUNDRY)
SERVICES = (CLEANING, LAUNDRY)
GREEN, YELLOW = StandingState.GREEN, StandingState.YELLOW


def states(lines: LinesFace | None, today: date = TODAY) -> tuple[StandingState, dict[ServiceLine, StandingState]]:
    spells = [employment_face(services=SERVICES)]
    facts = (permit_face(), checks_face(), spells, {COMPANY: company_face()}, SERVICES, today, lines)
    by_line = {line: one.state for line, one in line_standings(*facts).items()}
    return permit_standing(*facts).state, by_line


def confirmed(*lines: ServiceLine, until: date | None = None) -> LinesFace:
    return LinesFace(tuple(OpenLine(line, until) for line in lines), ())


def test_the_table() -> None:
    both = {ServiceLine.CLEANING: GREEN, ServiceLine.LAUNDRY: GREEN}
    laundry_out = {ServiceLine.CLEANING: GREEN, ServiceLine.LAUNDRY: YELLOW}
    assert states(None) == (GREEN, both)
    assert states(LinesFace()) == (GREEN, both)
    assert states(confirmed(ServiceLine.CLEANING, ServiceLine.LAUNDRY)) == (GREEN, both)
    assert states(confirmed(ServiceLine.CLEANING)) == (YELLOW, laundry_out)
    assert states(LinesFace(None, (ServiceLine.LAUNDRY,))) == (YELLOW, laundry_out)
    assert states(confirmed()) == (YELLOW, dict.fromkeys(both, YELLOW))


def test_a_certificate_that_runs_out_lowers_by_its_date() -> None:
    face = confirmed(ServiceLine.CLEANING, ServiceLine.LAUNDRY, until=TODAY)
    assert states(face)[0] is GREEN
    assert states(face, TODAY + timedelta(days=1))[0] is YELLOW
    assert boundaries(face) == [TODAY + timedelta(days=1)]
    assert boundaries(LinesFace()) == []


def test_the_door_tells_why_only_with_consent_and_never_the_cause() -> None:
    answers = {}
    for name, face in {"closed": LinesFace(None, (ServiceLine.CLEANING,)), "bare": confirmed()}.items():
        for consent in (None, consent_face()):
            answer = door_answer(
                permit_face(), None, checks_face(), consent, [employment_face()], {COMPANY: company_face()}, TODAY, face
            )
            assert answer.kind is AnswerKind.VERIFY_FIRST
            answers[name, consent is not None] = answer
    assert answers["closed", False] == answers["bare", False]
    assert answers["closed", True] == answers["bare", True]
    assert answers["bare", False].reasons == (UNTOLD_CHECK,)
    assert answers["bare", True].reasons[0].zh == "家庭保洁：目前未确认可以提供"
    spells = [employment_face()]
    facts = (permit_face(), checks_face(), spells, {COMPANY: company_face()}, (CLEANING,), TODAY, confirmed())
    (reason,) = permit_standing(*facts).reasons
    assert (reason.code, reason.topic) == (ReasonCode.LINE_NOT_CONFIRMED, Topic.CHECK)
