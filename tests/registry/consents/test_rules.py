"""When a word counts as consent, as a table over every scope and channel."""

from datetime import date

import pytest

from registry.consents.rules import check_given
from registry.consents.states import Channel, Scope
from tests.make.consents import given

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("channel", Channel)
def test_who_may_consent_to_what_by_which_way(scope: Scope, channel: Channel) -> None:
    codes = {finding.code for finding in check_given(given(worker_ref="w", scope=scope, channel=channel), TODAY)}
    if channel is Channel.TELEPHONE:
        assert codes == {"consent_channel"}
    elif channel is Channel.ROSTER and scope is not Scope.LISTING:
        assert codes == {"consent_employer_scope"}
    else:
        assert codes == set()


@pytest.mark.parametrize(
    ("form_on", "notice", "code"),
    [
        (None, "2026-1", "consent_form_date"),
        (date(2026, 11, 22), "2026-1", "consent_form_ahead"),
        (TODAY, "", "consent_notice"),
        (TODAY, "  ", "consent_notice"),
    ],
)
@pytest.mark.parametrize("channel", [Channel.PAPER, Channel.ROSTER])
def test_a_word_without_form_date_or_notice_version_does_not_count(
    form_on: date | None, notice: str, code: str, channel: Channel
) -> None:
    word = given(worker_ref="w", form_on=form_on, notice_version=notice, channel=channel)
    assert [finding.code for finding in check_given(word, TODAY)] == [code]
