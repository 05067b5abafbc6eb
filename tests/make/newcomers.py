"""A company's own roster with people it does not employ, filed through the engine; keyword only, valid by default."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.companies.queries import load
from registry.core.actor import SYSTEM, Actor, Role
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.core.sources import Source
from registry.rosters import actions_uploads as uploads
from registry.rosters.actions_rulings import apply_ruling, ask_ruling, begin_ruling
from registry.rosters.models import RosterNewcomer
from registry.rosters.plan import Difference
from registry.rosters.states import RulingAct
from registry.rosters.uploads import Summary
from registry.rosters.worker_rows import FileTerms
from registry.workers.actions_employment import start_employment
from tests.make.companies import register_company
from tests.make.rosters import imported, table, worker_cells, write_xlsx
from tests.make.workers import new_employment, new_worker, registered

REVIEWER = Actor("reviewer-a", Role.REVIEWER, "复核")
NOTHING = Summary(0, 0, 0, 0, 0, 0, 0, 0, (), ())


@dataclass
class Newcomers:
    """A company, its clerk, and what it uploads."""

    session: Session
    clock: Clock
    keyring: KeyRing
    folder: Path
    company: str = ""
    clerk: Actor = field(init=False)

    def __post_init__(self) -> None:
        self.company = self.company or register_company(self.session, self.clock)
        self.clerk = Actor(f"clerk-{self.company[:6]}", Role.COMPANY_CLERK, "经办", company=self.company)

    @property
    def code(self) -> str:
        """The company's credit code."""
        return load(self.session, [self.company])[self.company].uscc

    def cells(self, number: int, **cells: Any) -> dict[str, Any]:
        """A row of this company."""
        return worker_cells(
            number=number, **{"所属企业": "", "统一社会信用代码": self.code, "上门服务证号": "", **cells}
        )

    def elsewhere(self, number: int, **worker: Any) -> str:
        """The person of row `number`, registered with another company."""
        given = str(worker_cells(number=number)["身份证号"])
        person = new_worker(id=given, name="欧阳别处", **worker)
        ref = registered(session=self.session, actor=SYSTEM, clock=self.clock, keyring=self.keyring, worker=person)
        rival = register_company(self.session, self.clock)
        start_employment(self.session, SYSTEM, self.clock, new_employment(worker_ref=ref, company_ref=rival))
        return ref

    def upload(self, *rows: dict[str, Any]) -> tuple[str, Difference]:
        """Upload, check, confirm and apply these rows; (upload, what was done)."""
        ref = uploads.receive(self.session, self.clerk, self.clock, size=1)
        uploads.begin_check(self.session, SYSTEM, self.clock, ref)
        uploads.note_checked(self.session, SYSTEM, self.clock, ref, NOTHING)
        uploads.confirm(self.session, self.clerk, self.clock, ref)
        path = write_xlsx(self.folder / f"{ref}.xlsx", table(rows))
        terms = FileTerms(Source.COMPANY, date(2026, 11, 1), "2026-1", self.code, ref)
        done = imported(
            session=self.session, actor=self.clerk, clock=self.clock, keyring=self.keyring, path=path, terms=terms
        )
        uploads.note_applied(self.session, self.clerk, self.clock, ref, NOTHING)
        return ref, done

    def case(self, upload: str) -> Case:
        """The case of an upload's newcomers."""
        query = select(Case).where(Case.kind == CaseKind.ROSTER_NEWCOMERS, Case.subject_ref == upload)
        return self.session.scalars(query).one()

    def rows(self, upload: str) -> dict[int, RosterNewcomer]:
        """{row: newcomer}, as the database has them now."""
        self.session.expire_all()
        found = self.session.scalars(select(RosterNewcomer).where(RosterNewcomer.upload_ref == upload))
        return {one.row: one for one in found}

    def ruled(self, upload: str, act: RulingAct, *rows: int, why: str = "材料齐全", officer: Actor = REVIEWER) -> int:
        """Rule on some rows, or on everybody; for how many it was carried out."""
        chosen = [self.rows(upload)[row].ref for row in rows] if rows else None
        case = self.case(upload)
        asked = ask_ruling(
            self.session, officer, self.clock, case.ref, act=act, why=why, people=chosen, version=case.version
        )
        ruling = begin_ruling(self.session, SYSTEM, self.clock, asked)
        assert ruling is not None
        return apply_ruling(self.session, SYSTEM, self.clock, self.keyring, ruling)
