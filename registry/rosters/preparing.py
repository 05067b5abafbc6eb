"""The stages before applying: read, compare the rows with one another and with the register, work out the difference.

Each stage runs on whatever the one before could read, so that a filer sees the whole list at once.
"""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.orm import Session

from registry.audit.queries import newest
from registry.core.chinese import normalise_name
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.findings import Finding
from registry.rosters.difference import Known, contradicts_identity, contradicts_permit, step_of
from registry.rosters.faults import WHOLE_FILE, RowFinding, fault
from registry.rosters.filechecks import repeated_permits, repeated_persons
from registry.rosters.known import Employer, employers, indexes_of, known_of, phone_index
from registry.rosters.plan import BATCH, Difference, Plan, Progress, no_progress
from registry.rosters.queries_newcomers import waiting_persons
from registry.rosters.reading import read_file
from registry.rosters.rowreader import RowReader
from registry.rosters.staging import Staged, Staging
from registry.rosters.worker_layout import WORKERS
from registry.rosters.worker_rows import FileTerms, WorkerLine, read_worker
from registry.workers.queries import staff_of

COMPARING = "compare"


def prepare_workers(
    session: Session,
    clock: Clock,
    keyring: KeyRing,
    staging: Staging,
    path: Path,
    terms: FileTerms,
    progress: Progress = no_progress,
) -> Plan:
    """Read a roster of workers and compare it with the register; changes nothing."""
    today = shanghai_date(clock.now())
    plan = Plan(WORKERS, terms, staging, read_at=newest(session))

    def read_row(reader: RowReader) -> Staged:
        line = read_worker(reader, terms, today)
        indexes = indexes_of(keyring, line)
        plan.unlisted += line.listing and not line.lists
        return Staged(line.row, indexes.person, indexes.permit, line.uscc, reader.is_good, line.packed())

    read_file(plan, path, read_row, progress)
    if plan.header is None:
        return plan
    plan.note([*repeated_persons(staging, plan.header), *repeated_permits(staging, plan.header)])
    codes = [code for (code,) in staging.ask("SELECT DISTINCT company FROM line WHERE company <> '' ORDER BY company")]
    companies = employers(session, codes)
    filer = companies[terms.company].ref if terms.company in companies else ("" if terms.company else None)
    # Whom this company filed before waits already; a second file changes nothing of that.
    waiting = waiting_persons(session, filer) if filer else set()
    seen: set[str] = set()
    done = 0
    for batch in staging.lines(BATCH):
        lines = [WorkerLine.unpacked(staged.packed) for staged in batch]
        known, holders = known_of(session, lines, batch, companies, filer=filer)
        findings: list[RowFinding] = []
        met: list[int] = []
        for staged, line, one in zip(batch, lines, known, strict=True):
            holder = holders.get(staged.permit)
            asked = staged.person in waiting
            found = [*_company_findings(plan, line, companies), *_register_findings(line, one, staged.permit, holder)]
            findings += [_at(plan, line.row, field, finding) for field, finding in found]
            if one.worker is not None:
                seen.add(one.worker.ref)
            if one.worker is not None or holder is not None:
                met.append(line.row)
            if staged.good and not any(finding.level == "error" for _, finding in found):
                step = step_of(line, one, today, phone_index=phone_index(keyring, line, one))
                _count(plan.difference, step.is_new and not asked, [] if asked else step.changed)
        plan.note(findings)
        staging.note_met(met)
        done += len(batch)
        progress(COMPARING, done, plan.rows)
    _count_missing(session, plan.difference, companies, seen)
    if plan.unlisted:
        plan.note([_unlisted(plan.unlisted)])
    return plan


def _company_findings(plan: Plan, line: WorkerLine, companies: dict[str, Employer]) -> Iterator[tuple[str, Finding]]:
    if not line.uscc:
        return
    company = companies.get(line.uscc)
    if company is None:
        cure = ("请先登记企业，或核对代码", "Register the company first, or check the code")
        yield "uscc", fault("company_unknown", "这家企业没有登记", "This company is not registered", cure)
        return
    if company.has_ended:
        yield "uscc", fault("company_ended", "这家企业已退出登记", "This company has left the register")
    if line.company_name and normalise_name(line.company_name) not in company.names:
        zh = f"与登记的企业名称不同：登记为“{company.name}”"
        finding = fault("company_name", zh, f"Registered under another name: “{company.name}”", level="warning")
        yield "company_name", finding


def _register_findings(
    line: WorkerLine, known: Known, permit_index: str, holder: str | None
) -> Iterator[tuple[str, Finding]]:
    if line.name and contradicts_identity(line, known):
        cure = ("请对照身份证核对姓名和号码", "Compare name and number with the card")
        zh, en = "姓名与身份证号不一致", "The name does not go with the ID number"
        yield "name", fault("identity_contradicts", zh, en, cure)
    if contradicts_permit(line, known, permit_index, holder):
        zh, en = (
            "上门服务证号与此人不符：一人一号，终身不变",
            "The permit number is not this person's: one number for life",
        )
        yield "permit_number", fault("permit_conflict", zh, en, ("请对照证件核对", "Compare it with the permit"))
    if known.withdrew and not known.is_listed and line.lists:
        zh, en = (
            "本人撤回过公示同意，名单上的“是”不再算数",
            "The person took the consent back; a roster's word no longer counts",
        )
        yield "listing", fault("consent_withdrawn", zh, en, level="warning")


def _count(difference: Difference, is_new: bool, changed: list[str]) -> None:
    if is_new:
        difference.new += 1
    elif changed:
        difference.changed += 1
        difference.fields.update(changed)
    else:
        difference.unchanged += 1


def _count_missing(session: Session, difference: Difference, companies: dict[str, Employer], seen: set[str]) -> None:
    staff = staff_of(session, [company.ref for company in companies.values()])
    difference.staff = sum(len(spells) for spells in staff.values())
    for company in companies.values():
        missing = sum(spell.worker_ref not in seen for spell in staff.get(company.ref, ()))
        difference.missing += missing
        if missing:
            difference.missing_by_company[company.name] = missing


def _unlisted(count: int) -> RowFinding:
    return RowFinding(
        WHOLE_FILE,
        None,
        None,
        fault(
            "consent_without_form",
            f"{count} 人填了同意公示，但没有同意书日期或告知版本：照常登记，不公示",
            f"{count} persons consent without form date or notice version: registered, but not listed",
            (
                "有本人签字的同意书时，请为整个文件给出同意书日期和告知版本，或加上这两列",
                "With signed forms at hand state form date and notice version for the file, or add the two columns",
            ),
            level="warning",
        ),
    )


def _at(plan: Plan, row: int, field: str, finding: Finding) -> RowFinding:
    assert plan.header is not None
    return RowFinding(row, plan.header.word(field), plan.header.fields.get(field), finding)
