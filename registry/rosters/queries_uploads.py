"""A company's uploads, its own only."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.companies.models import Company
from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND, require, require_company
from registry.core.sources import Source
from registry.rosters.access import PERMISSIONS
from registry.rosters.models import RosterUpload
from registry.rosters.states import LIVE, UploadState
from registry.rosters.worker_rows import FileTerms

GIVEN_UP_AFTER = timedelta(hours=1)


def own_upload(session: Session, actor: Actor, ref: str) -> RosterUpload:
    """One upload. Raises NotFound for one of another company, as for one that is not there."""
    require(actor, PERMISSIONS["rosters.upload"])
    upload = session.get(RosterUpload, ref)
    if upload is None:
        raise NotFound(NOT_FOUND)
    require_company(actor, upload.company_ref)
    return upload


def living(session: Session, company_ref: str) -> RosterUpload | None:
    """The upload that a company is at work on."""
    return session.scalar(
        select(RosterUpload).where(RosterUpload.company_ref == company_ref, RosterUpload.state.in_(LIVE))
    )


def recent(session: Session, company_ref: str, *, limit: int = 10) -> Sequence[RosterUpload]:
    """A company's uploads, the newest first."""
    return session.scalars(
        select(RosterUpload)
        .where(RosterUpload.company_ref == company_ref)
        .order_by(RosterUpload.received_at.desc(), RosterUpload.ref)
        .limit(limit)
    ).all()


def living_refs(session: Session) -> set[str]:
    """Refs of all uploads that still need their files."""
    return set(session.scalars(select(RosterUpload.ref).where(RosterUpload.state.in_(LIVE))))


def may_cancel(upload: RosterUpload, now: datetime) -> bool:
    """Whether its company may give it up: before it is applied, or when no worker finished that within the hour."""
    if upload.state != UploadState.APPLYING:
        return upload.state in LIVE
    return upload.confirmed_at is not None and now - upload.confirmed_at > GIVEN_UP_AFTER


def terms_of(session: Session, upload: RosterUpload) -> FileTerms:
    """What is stated for the file: by its company, of its company, with the forms behind its consents."""
    uscc = session.scalar(select(Company.uscc).where(Company.ref == upload.company_ref))
    return FileTerms(Source.COMPANY, upload.consent_on, upload.notice_version, str(uscc), upload.ref)
