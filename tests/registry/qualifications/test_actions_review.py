"""Bulk verification, renewal by credits, the committee's rulings: what the public sees, and who is refused."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.consents.actions import give_many
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import NotAllowed, NotFound, RuleBroken
from registry.eligibility.actions_certificates import renew_and_judge, review_certificates, rule_on_certificate
from registry.qualifications.actions import publish_held, record_certificates
from registry.qualifications.actions_committee import appoint_member, declare_tie, end_membership, rule_on
from registry.qualifications.actions_credits import earn_credits
from registry.qualifications.actions_review import adjust_at_desk, lay_down_threshold, review_many
from registry.qualifications.disclosure import CertificateFace
from registry.qualifications.panel import Tie
from registry.qualifications.queries import certificate_of
from registry.qualifications.queries_committee import (
    committee,
    count_unverified,
    reviews_of,
    rulings_of,
    thresholds,
    unverified,
)
from registry.qualifications.renewal import Threshold
from registry.qualifications.states import Expertise, Ruling, Scheme, Seen, TieKind
from registry.record import reading
from registry.workers.actions_employment import start_employment_many
from tests.make.consents import given
from tests.make.qualifications import certificate, credits, verification
from tests.make.workers import company, new_employment, registered

TODAY = date(2026, 11, 21)
BODY = "云州市家政服务行业协会"
CLERK = Actor("clerk-7", Role.CLERK, "经办")
REVIEWER = Actor("reviewer-7", Role.REVIEWER, "复核")


@pytest.fixture
def ours(session: Session) -> str:
    return company(session=session)


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, ours: str) -> str:
    ref = registered(session=session, actor=actor, clock=clock, keyring=keyring)
    start_employment_many(session, actor, clock, [new_employment(worker_ref=ref, company_ref=ours)])
    publish_held(session, actor, clock, give_many(session, actor, clock, [given(worker_ref=ref)]))
    return ref


@pytest.fixture
def stated(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str) -> str:
    """A certificate that the company states, ending this year."""
    one = certificate(worker_ref=person, issuer="云州市职业技能鉴定中心", valid_until=date(2026, 12, 31))
    return record_certificates(session, actor, clock, keyring, [one])[0]


@pytest.fixture
def panel(session: Session, clock: FixedClock) -> list[str]:
    return [
        appoint_member(session, REVIEWER, clock, name=f"委员{number}", expertise=Expertise.EXPERT, field="母婴护理")
        for number in range(4)
    ]


def shown(session: Session, ref: str) -> CertificateFace:
    entry = reading.current(session, "certificate", ref)
    assert entry is not None
    return entry.face(CertificateFace)


def test_many_certificates_are_verified_from_one_source(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str, stated: str
) -> None:
    more = record_certificates(
        session, actor, clock, keyring, [certificate(worker_ref=person, scheme=Scheme.INFANT, level="L4")] * 2
    )
    assert count_unverified(session) == {Scheme.DOMESTIC: 1, Scheme.INFANT: 2}
    assert {one.ref for one in unverified(session, scheme=Scheme.INFANT)} == set(more)
    review_certificates(session, CLERK, clock, [stated, *more], Seen.GENUINE, verification(), note="联网批量查询")
    assert count_unverified(session) == {}
    assert (shown(session, stated).verified, shown(session, stated).verified_by) == (True, BODY)
    (review,) = reviews_of(session, more[0])
    assert (review.seen, review.note) == (Seen.GENUINE, "联网批量查询")


def test_a_doubtful_certificate_stays_unverified_and_says_what_was_tried(
    session: Session, clock: FixedClock, stated: str
) -> None:
    position = reading.position(session)
    review_many(session, CLERK, clock, [stated], Seen.DOUBTFUL, verification(), note="编号查无")
    assert reading.position(session) == position
    assert [one.seen for one in reviews_of(session, stated)] == [Seen.DOUBTFUL]
    assert [one.ref for one in unverified(session)] == [stated]
    with pytest.raises(NotFound):
        review_many(session, CLERK, clock, [stated, "none"], Seen.GENUINE, verification())
    with pytest.raises(RuleBroken):
        review_many(session, CLERK, clock, [stated], Seen.GENUINE, verification(on=date(2026, 11, 22)))
    with pytest.raises(NotAllowed):
        review_many(session, Actor("x", Role.COMPANY_SIGNER, "企业"), clock, [stated], Seen.GENUINE, verification())


def test_renewal_waits_for_the_credits_of_the_threshold_in_force(
    session: Session, actor: Actor, clock: FixedClock, person: str, stated: str
) -> None:
    until = date(2028, 12, 31)
    lay_down_threshold(session, REVIEWER, clock, Threshold(Scheme.DOMESTIC, TODAY, 16, 2), basis="理事会决议 2026-18")
    (earned, _) = earn_credits(
        session, actor, clock, [credits(worker_ref=person), credits(worker_ref=person, course="急救")]
    )
    adjust_at_desk(session, REVIEWER, clock, earned, -1, why="课时重复计算")
    with pytest.raises(RuleBroken, match="15 credits within 2 years; a renewal takes 16"):
        renew_and_judge(session, CLERK, clock, stated, until)
    adjust_at_desk(session, REVIEWER, clock, earned, 1, why="更正")
    renew_and_judge(session, CLERK, clock, stated, until)
    assert (certificate_of(session, stated).valid_until, shown(session, stated).valid_until) == (until, until)
    with pytest.raises(NotAllowed):
        adjust_at_desk(session, CLERK, clock, earned, 5, why="补记")


def test_a_threshold_is_laid_down_ahead_by_the_reviewer_with_its_basis(session: Session, clock: FixedClock) -> None:
    ahead = Threshold(Scheme.ASSOCIATION, date(2027, 1, 1), 30, 2)
    lay_down_threshold(session, REVIEWER, clock, ahead, basis="理事会决议")
    lay_down_threshold(session, REVIEWER, clock, Threshold(Scheme.ASSOCIATION, ahead.from_on, 28, 2), basis="更正")
    assert [(one.credits, one.from_on) for one in thresholds(session)] == [(28, ahead.from_on)]
    with pytest.raises(RuleBroken):
        lay_down_threshold(session, REVIEWER, clock, ahead, basis=" ")
    with pytest.raises(NotAllowed):
        lay_down_threshold(session, CLERK, clock, ahead, basis="理事会决议")


def test_a_panels_word_verifies_or_takes_the_verification_back(
    session: Session, clock: FixedClock, stated: str, panel: list[str]
) -> None:
    rule = {"reasons": "原件与培训记录相符", "decided_on": TODAY, "body": BODY}
    rule_on_certificate(session, REVIEWER, clock, stated, Ruling.ACCEPTED, panel[:3], **rule)
    assert shown(session, stated).verified is True
    # In the same moment even: the later ruling is the newer one.
    rule["reasons"] = "发证机构来函否认"
    rule_on_certificate(session, REVIEWER, clock, stated, Ruling.NOT_ACCEPTED, panel[:3], **rule)
    assert (shown(session, stated).verified, shown(session, stated).verified_on) == (False, None)
    assert [one.ruling for one in rulings_of(session, stated)] == [Ruling.NOT_ACCEPTED, Ruling.ACCEPTED]
    assert certificate_of(session, stated).attested is False
    with pytest.raises(RuleBroken):
        review_many(session, CLERK, clock, [stated], Seen.GENUINE, verification())
    review_many(session, CLERK, clock, [stated], Seen.COULD_NOT, verification())


def test_interested_members_are_refused(
    session: Session, clock: FixedClock, stated: str, panel: list[str], ours: str
) -> None:
    declare_tie(session, REVIEWER, clock, panel[0], Tie(TieKind.EMPLOYED, ours, "", date(2025, 1, 1), None))
    declare_tie(
        session, REVIEWER, clock, panel[1], Tie(TieKind.PAID, None, "云州市职业技能鉴定中心", date(2025, 1, 1), None)
    )
    rule = {"reasons": "原件相符", "decided_on": TODAY, "body": BODY}
    with pytest.raises(RuleBroken) as refused:
        rule_on(session, REVIEWER, clock, stated, Ruling.ACCEPTED, panel[:3], **rule)
    assert [finding.code for finding in refused.value.findings] == ["panel_conflict", "panel_conflict"]
    assert rulings_of(session, stated) == []
    end_membership(session, REVIEWER, clock, panel[3])
    clock.advance(days=1)
    later = rule | {"decided_on": date(2026, 11, 22)}
    with pytest.raises(RuleBroken):
        rule_on(session, REVIEWER, clock, stated, Ruling.ACCEPTED, panel[1:], **later)
    with pytest.raises(NotAllowed):
        rule_on(session, CLERK, clock, stated, Ruling.ACCEPTED, panel[:3], **rule)


def test_the_committee_is_kept_with_its_interests(session: Session, clock: FixedClock, panel: list[str]) -> None:
    with pytest.raises(RuleBroken):
        declare_tie(session, REVIEWER, clock, panel[0], Tie(TieKind.OWNER, None, " ", TODAY, None))
    with pytest.raises(NotFound):
        declare_tie(session, REVIEWER, clock, "none", Tie(TieKind.OWNER, None, "某机构", TODAY, None))
    declare_tie(session, REVIEWER, clock, panel[0], Tie(TieKind.OWNER, None, "某机构", TODAY, None))
    (first,) = [member for member in committee(session) if member.ref == panel[0]]
    assert [one.issuer for one in first.ties] == ["某机构"]
    with pytest.raises(RuleBroken):
        appoint_member(session, REVIEWER, clock, name=" ", expertise=Expertise.TEACHER, field="")
    end_membership(session, REVIEWER, clock, panel[0])
    with pytest.raises(NotFound):
        end_membership(session, REVIEWER, clock, "none")


def test_halves_are_refused_by_the_database(session: Session, clock: FixedClock, stated: str, panel: list[str]) -> None:
    rule_on(session, REVIEWER, clock, stated, Ruling.ACCEPTED, panel[:3], reasons="相符", decided_on=TODAY, body=BODY)
    declare_tie(session, REVIEWER, clock, panel[0], Tie(TieKind.OWNER, None, "某机构", TODAY, None))
    for change in (
        "certificate_ruling SET reasons = ''",
        "certificate_ruling SET ruling = 'x'",
        "committee_tie SET issuer = ''",
        "committee_member SET name = ''",
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(f"UPDATE {change}"))
