"""Two companies with one of everything that an address at the desks can name."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.wiring import wiring
from registry.accounts.models import Membership
from registry.background_checks.actions_adverse import propose_adverse
from registry.background_checks.actions_desk import ask_for_checks
from registry.background_checks.desk import NewRequest
from registry.background_checks.states import Component
from registry.cases.states import CaseKind
from registry.companies.actions_contracts import list_contract
from registry.companies.actions_filing import propose_state
from registry.companies.states import CompanyState
from registry.consents.states import Channel
from registry.core import crypto
from registry.core.actor import SYSTEM, Actor, Role
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.sources import Source
from registry.looks.actions import request_grant
from registry.looks.states import GrantKind, Purpose
from registry.operations.actions import add_review, publish_notice
from registry.permits.actions_applications import apply
from registry.permits.actions_cards import print_card
from registry.permits.queries_cases import subject_of
from registry.persons.actions import propose_identity
from registry.persons.states import ChecksMade
from registry.posts.actions import ask_for_post
from registry.qualifications.actions import record_certificates
from registry.qualifications.actions_committee import appoint_member, rule_on
from registry.qualifications.actions_objections import raise_objection
from registry.qualifications.actions_stages import state_stage
from registry.qualifications.rules_stages import NewStage
from registry.qualifications.states import Expertise, Ruling, StageKind
from registry.record import reading
from registry.redactions.actions import propose_redaction
from registry.redactions.states import AskedBy, Rule
from registry.rights.actions import file_request
from registry.rosters.actions_newcomers import file_newcomers, open_newcomers
from registry.rosters.actions_people import add_person
from registry.rosters.actions_uploads import receive
from registry.rosters.queries_newcomers import Newcomer
from registry.rosters.worker_rows import WorkerLine
from registry.tasks import queue
from registry.tasks.actions import enqueue, send_mail
from registry.training.actions import add_programme
from registry.training.actions_records import enter_records
from registry.training.actions_sessions import hold_session
from registry.workers.actions_employment import start_employment_many
from registry.workers.models import TransferRequest
from registry.workers.transfers import FiledPerson
from tests.desk import Desk
from tests.make import applications, training
from tests.make.accounts import account
from tests.make.background_checks import new_finding
from tests.make.companies import register_company, uscc
from tests.make.identifiers import id_number
from tests.make.permits import issued, ready_person
from tests.make.qualifications import certificate
from tests.make.workers import CLEANING, new_employment, registered

KEEPER = Actor("keeper", Role.ASSOCIATION, "登记员")
Things = dict[str, str]


def belongings(app: Flask, desk: Desk) -> tuple[Things, Things]:
    """(of the desk's own company and people, of a company in another district and people who sign in nowhere)."""
    own = desk.company
    clerk, applicant = desk.actor("company_clerk"), desk.actor("applicant")
    with app.app_context(), desk.unit() as session:
        clock, keyring = wiring().clock, wiring().keyring
        applications.ready(session, clock)
        other = register_company(session, clock, district="990106", uscc=uscc(6_000_001))
        stranger = account(
            session, clock, keyring, role=Role.COMPANY_CLERK, email="stranger@example.test", company=other
        )
        someone = applications.applicant(session, clock, keyring, email="someone@example.test")
        shared = _of_everybody(session, clock, keyring)
        return (
            shared | _of(session, clock, keyring, own, clerk, applicant, 1),
            shared | _of(session, clock, keyring, other, stranger, someone, 2),
        )


def _of_everybody(session: Session, clock: Clock, keyring: KeyRing) -> Things:
    """What belongs to the office."""
    now = clock.now()
    made = {
        "programme": add_programme(session, KEEPER, clock, training.programme()),
        "member": _committee(session, clock)[0],
        "review": add_review(
            session, KEEPER, clock, held_on=shanghai_date(now), scope="依赖漏洞扫描", findings="一个组件有已知漏洞"
        ),
        "notice": publish_notice(
            session, KEEPER, clock, text_zh="今晚维护", text_en="Maintenance", from_at=now + timedelta(hours=1),
            until_at=now + timedelta(hours=2),
        ),
        "contract": list_contract(
            session, KEEPER, clock, title="家政服务合同（示范文本）", version="2026", issued_on=shanghai_date(now)
        ),
        "mail": send_mail(session, SYSTEM, clock, keyring, to="fang@example.org", subject="设置密码", body="您好"),
        "job": enqueue(session, SYSTEM, clock, kind="backup", payload={}),
    }  # fmt: skip
    leased = queue.lease(session, clock, "w", kinds={"backup"})
    queue.failed(session, clock, leased, "w", error="BackupRefused", final=True)
    return made


def _committee(session: Session, clock: Clock) -> list[str]:
    return [
        appoint_member(session, KEEPER, clock, name=f"委员{number}", expertise=Expertise.EXPERT, field="母婴护理")
        for number in range(3)
    ]


def _of(
    session: Session, clock: Clock, keyring: KeyRing, company: str, clerk: Actor, applicant: Actor, number: int
) -> Things:  # fmt: skip
    at = {"session": session, "actor": KEEPER, "clock": clock, "keyring": keyring}
    today = shanghai_date(clock.now())
    worker = registered(**at)
    start_employment_many(session, KEEPER, clock, [new_employment(worker_ref=worker, company_ref=company)])
    _, permit = issued(**at, worker_ref=worker)
    print_card(session, KEEPER, clock, keyring, permit)
    permit_case = apply(session, KEEPER, clock, keyring, ready_person(**at, company=company))
    (held,) = record_certificates(session, KEEPER, clock, keyring, [certificate(worker_ref=worker)])
    ruling = rule_on(
        session, KEEPER, clock, held, Ruling.NOT_ACCEPTED, _committee(session, clock), reasons="编号不符",
        decided_on=today, body="云州市家政服务行业协会",
    )  # fmt: skip
    programme = add_programme(session, KEEPER, clock, training.programme(code=f"YY-2{number}"))
    session_ref = hold_session(
        session, KEEPER, clock, training.held(programme_ref=programme, company_ref=company, held_on=today)
    )
    (record,) = enter_records(session, KEEPER, clock, session_ref, [training.record(worker_ref=worker)])
    asked = NewRequest(worker, Component.BC4, company)
    reviewer = account(session, clock, keyring, role=Role.REVIEWER, email=f"asks-{number}@example.test")
    application = applications.submitted(session, clock, applicant, uscc=uscc(9_000_000 + number))
    upload = receive(session, clerk, clock, size=9_000)
    return {
        "company": company,
        "account": clerk.ref,
        "post": session.scalars(select(Membership.ref).where(Membership.account_ref == clerk.ref)).one(),
        "application": application.ref,
        "upload": upload,
        "newcomers_case": _newcomers(session, clock, keyring, clerk, company, upload),
        "worker": worker,
        "unpermitted": ready_person(**at, company=company),
        "permit": permit,
        "applied": subject_of(session, permit_case, CaseKind.PERMIT_APPLICATION),
        "permit_case": permit_case,
        "state_case": propose_state(session, KEEPER, clock, company, CompanyState.SUSPENDED, why="连续两次不合格"),
        "check_request": ask_for_checks(session, KEEPER, clock, [asked])[0],
        "adverse_case": propose_adverse(session, KEEPER, clock, keyring, new_finding(worker_ref=worker)),
        "certificate": held,
        "ruling": ruling,
        "objection_case": raise_objection(session, KEEPER, clock, ruling, grounds="发证机构已更正记录"),
        "stage": state_stage(session, clerk, clock, NewStage(worker, StageKind.EXPERIENCE, "临江家政", "家务助理")),
        "session": session_ref,
        "record": record,
        "transfer_case": _transfer(session, clock, keyring, clerk, company, number),
        "number_case": propose_identity(
            session,
            reviewer,
            clock,
            keyring,
            worker,
            id_number(serial=930 + number),
            checks=ChecksMade.RIGHT,
            why="看过原件",
        ),
        "redaction_case": propose_redaction(
            session,
            reviewer,
            clock,
            reading.current_of(session, [company], ["company"])[company][0].seq,
            ["legal_representative"],
            rule=Rule.COURT,
            asked_by=AskedBy.PERSON,
            every_version=True,
            why="本人要求",
        ),
        "rights_case": file_request(
            session,
            reviewer,
            clock,
            keyring,
            kind=CaseKind.RIGHTS_ACCESS,
            channel=Channel.IN_PERSON,
            words="我想知道存了什么",
            worker=worker,
        ),
        "post_case": ask_for_post(session, KEEPER, clock, reviewer.ref, Role.PRICE_OFFICER, why="接替"),
        "grant_case": request_grant(
            session, reviewer, clock, kind=GrantKind.UNMASK, purpose=Purpose.VERIFY, count=50, days=3, why="年度核对"
        ),
    }


def _transfer(session: Session, clock: Clock, keyring: KeyRing, clerk: Actor, company: str, number: int) -> str:
    """The case of a person whom the company filed."""
    filed = FiledPerson("李秀英", id_number(serial=950 + number), "", (CLEANING,), hired_on=shanghai_date(clock.now()))
    add_person(session, clerk, clock, keyring, company, filed)
    return session.scalars(select(TransferRequest.case_ref).where(TransferRequest.company_ref == company)).one()


def _newcomers(session: Session, clock: Clock, keyring: KeyRing, clerk: Actor, company: str, upload: str) -> str:
    """The case of an upload with somebody who waits."""
    line = WorkerLine(2, "王新人", id_number(serial=970), "", Source.COMPANY)
    waiting = [Newcomer(line, keyring.blind_index(crypto.Purpose.ID_NUMBER, line.id_number), "")]
    file_newcomers(session, clerk, clock, keyring, upload, company, waiting)
    return open_newcomers(session, KEEPER, clock, upload, 1)
