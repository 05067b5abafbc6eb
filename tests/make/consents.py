"""Builders of consents."""

from datetime import date

from registry.consents.rules import Given
from registry.consents.states import Channel, Scope


def given(
    *,
    worker_ref: str,
    scope: Scope = Scope.LISTING,
    form_on: date | None = date(2026, 11, 1),
    notice_version: str = "2026-1",
    channel: Channel = Channel.PAPER,
) -> Given:
    """A person's own signed consent to be listed."""
    return Given(worker_ref, scope, form_on, notice_version, channel)
