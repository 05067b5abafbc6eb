"""The stages before applying a roster of companies: read, compare rows, compare with the register."""

from pathlib import Path

from sqlalchemy.orm import Session

from registry.companies.queries import load, refs_by_uscc
from registry.companies.states import ENDED
from registry.core.clock import Clock, shanghai_date
from registry.rosters.company_difference import changed_fields, company_changes
from registry.rosters.company_layout import COMPANIES
from registry.rosters.company_rows import CompanyLine, read_company
from registry.rosters.faults import RowFinding, fault
from registry.rosters.filechecks import repeated_companies
from registry.rosters.plan import BATCH, Plan, Progress, no_progress
from registry.rosters.preparing import COMPARING
from registry.rosters.reading import read_file
from registry.rosters.rowreader import RowReader
from registry.rosters.staging import Staged, Staging
from registry.rosters.worker_rows import FileTerms


def prepare_companies(
    session: Session, clock: Clock, staging: Staging, path: Path, terms: FileTerms, progress: Progress = no_progress
) -> Plan:
    """Read a roster of companies and compare it with the register; changes nothing. Missing companies are no matter."""
    today = shanghai_date(clock.now())
    plan = Plan(COMPANIES, terms, staging)

    def read_row(reader: RowReader) -> Staged:
        line = read_company(reader, terms.source, today)
        return Staged(line.row, "", "", line.uscc, reader.is_good, line.packed())

    read_file(plan, path, read_row, progress)
    if plan.header is None:
        return plan
    plan.note([*repeated_companies(staging, plan.header)])
    done = 0
    for batch in staging.lines(BATCH):
        refs = refs_by_uscc(session, [staged.company for staged in batch if staged.company])
        faces = load(session, list(refs.values()))
        for staged in batch:
            line = CompanyLine.unpacked(staged.packed)
            face = faces.get(refs.get(line.uscc, ""))
            if face is None:
                plan.difference.new += staged.good
            elif face.state in ENDED:
                finding = fault("company_ended", "这家企业已退出登记", "This company has left the register")
                place = plan.header.fields.get("uscc")
                plan.note([RowFinding(line.row, plan.header.word("uscc"), place, finding)])
            elif staged.good:
                changed = changed_fields(company_changes(line, face), face)
                plan.difference.changed += bool(changed)
                plan.difference.unchanged += not changed
                plan.difference.fields.update(changed)
        done += len(batch)
        progress(COMPARING, done, plan.rows)
    return plan
