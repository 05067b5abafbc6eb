"""The demonstration's rosters: staged rows, applied by the same importer as an association's own files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.core.sources import Source
from registry.rosters import actions, actions_companies
from registry.rosters.columns import Layout
from registry.rosters.company_layout import COMPANIES
from registry.rosters.company_rows import CompanyLine
from registry.rosters.known import indexes_of
from registry.rosters.plan import Plan
from registry.rosters.staging import Staged, Staging
from registry.rosters.worker_layout import WORKERS
from registry.rosters.worker_rows import FileTerms, WorkerLine

_TERMS = FileTerms(Source.ASSOCIATION)


def apply_companies(
    session: Session, actor: Actor, clock: Clock, folder: Path, companies: Mapping[str, Mapping[str, Any]]
) -> None:
    """Import companies {credit code: fields} as one roster."""
    lines = [CompanyLine(row, uscc, fields) for row, (uscc, fields) in enumerate(companies.items(), start=2)]
    staged = [Staged(line.row, "", "", line.uscc, True, line.packed()) for line in lines]
    _staged(folder, COMPANIES, staged, lambda plan: actions_companies.apply_companies(session, actor, clock, plan))


def apply_workers(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, folder: Path, lines: Sequence[WorkerLine]
) -> None:
    """Import people as one roster."""
    staged = []
    for row, line in enumerate(lines, start=2):
        indexes = indexes_of(keyring, line)
        packed = replace(line, row=row).packed()
        staged.append(Staged(row, indexes.person, indexes.permit, line.uscc, True, packed))
    _staged(folder, WORKERS, staged, lambda plan: actions.apply_workers(session, actor, clock, keyring, plan))


def _staged(folder: Path, layout: Layout, rows: Sequence[Staged], apply: Callable[[Plan], object]) -> None:
    with Staging(folder) as staging:
        staging.add_lines(rows)
        apply(Plan(layout, _TERMS, staging, rows=len(rows)))
