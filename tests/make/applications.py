"""Builders of applications: a person without a post, and answers that are whole."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.accounts import actions
from registry.accounts.states import TokenPurpose
from registry.areas import actions as areas
from registry.areas.models import Area
from registry.companies import actions_applications as applications
from registry.companies.models import CompanyApplication
from registry.companies.states import ApplicationSection
from registry.core.actor import SYSTEM, Actor, Role
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.working_days.actions import load_known
from tests.make.accounts import _HASH, ADMINISTRATOR, PASSWORD
from tests.make.companies import uscc


def answers(**given: Any) -> dict[str, Any]:
    """Answers that can be submitted, but for what is given otherwise."""
    return {
        "name": "云州市测试新办家政服务有限公司",
        "uscc": uscc(9_000_001),
        "mode": "employed",
        "established_on": "2024-03-02",
        "legal_representative": "赵雪志",
        "address": "云州市东塘区示范路9号",
        "district": "990101",
        "service_areas": ["990101"],
        "services": ["HC01"],
        "hotline": "010-00002537",
        "complaint_phone": "010-00002538",
        "department": "质量管理部",
        "quality": "孙丽",
        "complaint": "周敏",
        "safety": "吴强",
        "data_protection": "郑洁",
        "insurance_title": "家政服务雇主责任险",
        "insurance_valid_until": "2027-06-30",
        "insurance_limit": "500000",
        "insured_count": "30",
        "protective_equipment": "手套、口罩、防滑鞋",
    } | given


def ready(session: Session, clock: Clock) -> None:
    """Areas and this year's calendar, without which nothing can be submitted."""
    if session.scalar(select(Area.code).limit(1)) is None:
        areas.load(session, SYSTEM, clock)
    for year in (2026,):
        load_known(session, SYSTEM, clock, year)


def applicant(session: Session, clock: Clock, keyring: KeyRing, *, email: str = "applicant@example.test") -> Actor:
    """Somebody with a password and no post."""
    ref, token = actions.invite(session, ADMINISTRATOR, clock, keyring, name="申请甲", email=email)
    actions.use_token(
        session, ADMINISTRATOR, clock, token=token, purpose=TokenPurpose.INVITATION, password=PASSWORD, new_hash=_HASH
    )
    return Actor(ref, Role.APPLICANT, "申请甲")


def submitted(session: Session, clock: Clock, person: Actor, **given: Any) -> CompanyApplication:
    """An application before the office."""
    ref = applications.begin(session, person, clock)
    for section in ApplicationSection:
        applications.save_section(session, person, clock, ref, section, answers(**given))
    applications.submit(session, person, clock, ref)
    found = session.get(CompanyApplication, ref)
    assert found is not None
    return found
