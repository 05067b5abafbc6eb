"""Work that waits on the desks of the demo: something for each of them to open, decide or answer."""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.demo.newcomers import add_newcomers
from registry.background_checks.actions_adverse import propose_adverse
from registry.background_checks.actions_desk import ask_for_checks
from registry.background_checks.desk import NewFinding, NewRequest
from registry.background_checks.states import Component
from registry.cases import actions_worklist as worklist
from registry.cases.states import CaseKind
from registry.companies import actions_applications as applications
from registry.companies.actions_filing import file_change, propose_state
from registry.companies.models import Company
from registry.companies.queries import load
from registry.companies.rules_applications import answers_of
from registry.companies.states import ApplicationSection, CompanyState
from registry.consents.states import Channel
from registry.core.actor import Actor, Role
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.identifiers import credit_check_digit, organisation_check_digit
from registry.core.sources import Source
from registry.looks.actions import request_grant
from registry.looks.states import GrantKind, Purpose
from registry.permits.actions_applications import apply
from registry.permits.models import Permit
from registry.posts.actions import ask_for_post
from registry.rights.actions import file_request
from registry.workers.models import Employment

_APPLIED = 6


class _Asked(NamedTuple):
    kind: CaseKind
    channel: Channel
    words: str


_RIGHTS = (
    _Asked(CaseKind.RIGHTS_ACCESS, Channel.IN_PERSON, "想要一份登记系统里关于我的全部信息的复印件。"),
    _Asked(CaseKind.RIGHTS_CORRECTION, Channel.TELEPHONE, "我的籍贯登记错了，请更正。"),
    _Asked(CaseKind.RIGHTS_WITHDRAWAL, Channel.PAPER, "不再同意公开背景核查结果。"),
    _Asked(CaseKind.PRIVACY_COMPLAINT, Channel.TELEPHONE, "有自称协会的人打电话推销，怀疑我的信息被泄露。"),
)


def add_waiting_work(session: Session, clock: Clock, keyring: KeyRing, people: dict[Role, Actor], company: str) -> None:
    """Applications, a declared change, checks, an adverse result and a suspension for a second officer, requests."""
    _application(session, people[Role.APPLICANT], clock)
    current = answers_of(load(session, [company])[company])
    file_change(
        session, people[Role.COMPANY_SIGNER], clock, company, {**current, "address": "云州市东塘区示范路28号"},
        happened_on=shanghai_date(clock.now()),
    )  # fmt: skip
    without, holders = _people(session)
    for worker in without[:_APPLIED]:
        apply(session, people[Role.CLERK], clock, keyring, worker)
    _checks(session, clock, keyring, people, holders)
    for worker, asked in zip(holders[-len(_RIGHTS) :], _RIGHTS, strict=False):
        file_request(
            session, people[Role.CLERK], clock, keyring, kind=asked.kind, channel=asked.channel, words=asked.words,
            worker=worker,
        )  # fmt: skip
    other = session.scalar(
        select(Company.ref).where(Company.ref != company, Company.state == CompanyState.APPROVED).order_by(Company.ref)
    )
    if other is not None:
        propose_state(
            session, people[Role.CLERK], clock, other, CompanyState.SUSPENDED,
            why="连续两次抽查时营业场所无人，电话无人接听（演示）",
        )  # fmt: skip
    asked_for = request_grant(
        session, people[Role.CLERK], clock, kind=GrantKind.UNMASK, purpose=Purpose.VERIFY, count=120, days=3,
        why="核对一家企业全部人员的登记表（演示）",
    )  # fmt: skip
    worklist.claim(session, people[Role.DATA_PROTECTION_OFFICER], clock, asked_for)
    ask_for_post(
        session, people[Role.ADMINISTRATOR], clock, people[Role.CLERK].ref, Role.COMPLAINT_OFFICER,
        why="投诉增多，由经办兼任投诉处理（演示）",
    )  # fmt: skip
    add_newcomers(session, clock, keyring, people, company)


def _people(session: Session) -> tuple[list[str], list[str]]:
    """(people at work without a permit, people at work with one), some of each."""
    at_work = select(Employment.worker_ref).where(Employment.until_on.is_(None)).distinct()
    has = select(Permit.worker_ref)
    found = [
        session.scalars(at_work.where(chosen).order_by(Employment.worker_ref).limit(20)).all()
        for chosen in (Employment.worker_ref.not_in(has), Employment.worker_ref.in_(has))
    ]
    return list(found[0]), list(found[1])


def _checks(session: Session, clock: Clock, keyring: KeyRing, people: dict[Role, Actor], holders: list[str]) -> None:
    wanted = [NewRequest(worker, part) for worker in holders[:4] for part in (Component.BC2, Component.BC3)]
    ask_for_checks(session, people[Role.CLERK], clock, wanted)
    yesterday = shanghai_date(clock.now()) - timedelta(days=1)
    for worker in holders[4:5]:
        finding = NewFinding(
            worker, Component.BC3, Source.ASSOCIATION, "演示查询回函", yesterday, "YS-2026-0007",
            "回函所载与本人申报不符（演示）", yesterday,
        )  # fmt: skip
        propose_adverse(session, people[Role.CLERK], clock, keyring, finding)


def _application(session: Session, applicant: Actor, clock: Clock) -> None:
    inner = "90000007"
    first = f"91990101{inner}{organisation_check_digit(inner)}"
    answers = {
        "name": "云州市示范新芽家政服务有限公司", "uscc": first + credit_check_digit(first), "mode": "employed",
        "established_on": "2025-03-02", "legal_representative": "示范人", "address": "云州市东塘区示范路9号",
        "district": "990101", "service_areas": ["990101"], "services": ["HC01", "HC02"], "hotline": "010-00002999",
        "complaint_phone": "010-00002998", "department": "质量部", "quality": "示范甲", "complaint": "示范乙",
        "safety": "示范丙", "data_protection": "示范丁", "insurance_title": "家政服务雇主责任险",
        "insurance_valid_until": f"{shanghai_date(clock.now()).year + 1}-06-30", "insurance_limit": "500000",
        "insured_count": "30", "protective_equipment": "手套、口罩、防滑鞋",
    }  # fmt: skip
    ref = applications.begin(session, applicant, clock)
    for section in ApplicationSection:
        applications.save_section(session, applicant, clock, ref, section, answers)
    applications.submit(session, applicant, clock, ref)
