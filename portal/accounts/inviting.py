"""Inviting somebody: the account and the letter with its link, in one write unit."""

from sqlalchemy.orm import Session

from portal.accounts.forms import InviteForm
from portal.accounts.letters import invitation_letter
from portal.signing import current_actor
from portal.wiring import wiring
from registry.accounts import actions
from registry.tasks.actions import send_mail


def invited(session: Session, form: InviteForm) -> str:
    """Invite whom the form names; returns the account's ref. Raises RuleBroken."""
    at, name, email = wiring(), form.name.data or "", form.email.data or ""
    ref, token = actions.invite(session, current_actor(), at.clock, at.keyring, name=name, email=email)
    send_invitation(session, ref, name=name, email=email.strip(), token=token)
    return ref


def send_invitation(session: Session, ref: str, *, name: str, email: str, token: str) -> None:
    """The letter with the one-use link, to the address of the account."""
    at, (subject, body) = wiring(), invitation_letter(name, token)
    send_mail(
        session, current_actor(), at.clock, at.keyring, to=email, subject=subject, body=body, about=("account", ref)
    )
