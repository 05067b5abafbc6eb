"""A company's rosters through the pages: sent, worked on, confirmed; and what of a page may differ."""

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from portal.jobs import RUNNERS, Jobs
from portal.wiring import keyring as make_keyring
from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.companies.queries import load
from registry.core.clock import FixedClock
from registry.rosters.actions_rulings import RULE
from registry.rosters.actions_uploads import APPLY, CHECK
from tests.desk import Desk, DeskClient
from tests.make.desk_people import Staff
from tests.make.rosters import table, worker_cells, write_xlsx

UPLOAD = "/company/people/upload"
ALL = {"act": "confirm", "whom": "all", "why": "材料齐全"}
ROSTER_JOBS = (CHECK, APPLY, RULE)


def roster_jobs(app: Flask, engine: Engine, clock: FixedClock) -> Jobs:
    """A worker that does what rosters ask for, and nothing else."""
    settings = app.extensions["settings"]
    return Jobs(settings, engine, clock, make_keyring(settings), {kind: RUNNERS[kind] for kind in ROSTER_JOBS})


def working(jobs: Jobs) -> None:
    """Until nothing is left to do."""
    while jobs.turn():
        continue


def code_of(app: Flask, company: str) -> str:
    """A company's credit code."""
    with Session(app.extensions["register_writer"]) as session:
        return load(session, [company])[company].uscc


def rows(code: str, *numbers: int, **cells: Any) -> list[dict[str, Any]]:
    """Rows of a company's own roster, valid by default."""
    more = {"所属企业": "", "统一社会信用代码": code, "上门服务证号": ""} | cells
    return [worker_cells(number=number, **more) for number in numbers]


def send(client: DeskClient, folder: Path, people: Sequence[dict[str, Any]], status: int = 303) -> str:
    """Upload a roster; where its page is."""
    path = write_xlsx(folder / "roster.xlsx", table(people))
    client.get(UPLOAD)
    answer = client.post(UPLOAD, {"file": (BytesIO(path.read_bytes()), "roster.xlsx")}, status=status)
    return answer.headers.get("Location", "")


def uploaded(desk: Desk, jobs: Jobs, folder: Path, people: Sequence[dict[str, Any]]) -> str:
    """Upload, check, confirm and apply; the page of the upload."""
    client = desk.sign_in("company_clerk")
    where = send(client, folder, people)
    working(jobs)
    client.post(f"{where}/confirm")
    working(jobs)
    return where


def newcomers_cases(engine: Engine) -> list[str]:
    """The cases of newcomers, the oldest first."""
    with Session(engine) as session:
        query = select(Case.ref).where(Case.kind == CaseKind.ROSTER_NEWCOMERS).order_by(Case.serial)
        return list(session.scalars(query))


def without_refs(page: str) -> str:
    """A page without what differs between any two uploads: opaque names, tokens, nonces."""
    page = re.sub(r'(value|nonce)="[^"]{16,}"', "", page)
    return re.sub(r"[a-z2-7]{26}", "REF", page)


def html(client: DeskClient, path: str) -> str:
    """A page's words."""
    return client.get(path).get_data(as_text=True)


def elsewhere(staff: Staff, code: str, number: int, name: str = "欧阳别处", **person: str) -> str:
    """The person of a row, registered with another company under another name."""
    given = str(rows(code, number)[0]["身份证号"])
    return staff.employed(id=given, name=name, company=staff.rival(), **person)


def case_of_three(desk: Desk, jobs: Jobs, engine: Engine, staff: Staff, code: str, folder: Path) -> tuple[str, str]:
    """(page of an upload with two new people and one registered elsewhere, the case)."""
    elsewhere(staff, code, 1)
    where = uploaded(desk, jobs, folder, rows(code, 1, 2, 3))
    (case,) = newcomers_cases(engine)
    return where, case
