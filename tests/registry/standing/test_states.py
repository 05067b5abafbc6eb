"""Words and signs of standing."""

from registry.standing.states import Reason, ReasonCode, Standing, StandingState, worst


def test_every_state_has_a_shape_of_its_own_and_words_for_companies() -> None:
    assert len({state.shape for state in StandingState}) == len(StandingState)
    assert all(state.company_label.zh and state.company_label.en for state in StandingState)


def test_the_gravest_reason_decides_and_comes_first() -> None:
    standing = Standing.of([Reason(ReasonCode.NO_COMPANY), Reason(ReasonCode.PERMIT_NOT_ACTIVE)])
    assert standing.state is StandingState.RED
    assert [reason.code for reason in standing.reasons] == [ReasonCode.PERMIT_NOT_ACTIVE, ReasonCode.NO_COMPANY]


def test_nothing_wrong_is_green() -> None:
    assert worst([]) is StandingState.GREEN
    assert Standing.of([]).state is StandingState.GREEN


def test_a_reason_said_twice_is_told_once() -> None:
    assert Standing.of([Reason(ReasonCode.NO_COMPANY)] * 2).reasons == (Reason(ReasonCode.NO_COMPANY),)
