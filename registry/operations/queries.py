"""Reads for the operations page and the doctor."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.operations.models import BackupRun, MaintenanceNotice, SecurityReview, Verification


def newest_backup(session: Session) -> BackupRun | None:
    """The last finished backup."""
    return session.scalars(select(BackupRun).order_by(BackupRun.made_at.desc()).limit(1)).first()


def newest_drill(session: Session) -> BackupRun | None:
    """The backup that was last restored for trial."""
    return session.scalars(
        select(BackupRun).where(BackupRun.drilled_at.is_not(None)).order_by(BackupRun.drilled_at.desc()).limit(1)
    ).first()


def backups(session: Session, limit: int = 20) -> Sequence[BackupRun]:
    """The last backups, newest first."""
    return session.scalars(select(BackupRun).order_by(BackupRun.made_at.desc()).limit(limit)).all()


def newest_verification(session: Session) -> Verification | None:
    """The last recomputation of record and trace."""
    return session.scalars(select(Verification).order_by(Verification.made_at.desc()).limit(1)).first()


def all_notices(session: Session, limit: int = 50) -> Sequence[MaintenanceNotice]:
    """Maintenance notices, the newest first."""
    return session.scalars(select(MaintenanceNotice).order_by(MaintenanceNotice.from_at.desc()).limit(limit)).all()


def reviews(session: Session, limit: int = 100) -> Sequence[SecurityReview]:
    """The security review log, the newest first."""
    return session.scalars(
        select(SecurityReview).order_by(SecurityReview.held_on.desc(), SecurityReview.added_at.desc()).limit(limit)
    ).all()
