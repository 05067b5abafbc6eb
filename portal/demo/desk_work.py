"""What the association's desk enters of people besides rosters: consents, certificates, training credits."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from portal.demo import material
from portal.demo.acts import Act, Verb
from portal.demo.calendar import Calendar
from registry.consents.states import Channel, Scope
from registry.qualifications.states import How, IssuerKind, Scheme

_CERTIFICATES = (
    (Scheme.DOMESTIC, "L5", "云州示范职业技能评价中心"),
    (Scheme.DOMESTIC, "L4", "云州示范职业技能评价中心"),
    (Scheme.DOMESTIC, "L3", "演示省职业技能鉴定指导中心"),
    (Scheme.ELDER, "L4", "演示省职业技能鉴定指导中心"),
    (Scheme.INFANT, "L4", "云州示范职业技能评价中心"),
    (Scheme.SPECIAL_SKILL, None, "云州示范职业培训学校"),
    (Scheme.WORK_PERMIT, "LV_ELEC", "演示省应急管理部门"),
    (Scheme.WORK_PERMIT, "HEIGHT", "演示省应急管理部门"),
    (Scheme.ASSOCIATION, "TRAIN", "云州市家政服务行业协会"),
)


def consent(who: str, start: int, calendar: Calendar, random: Random) -> Iterator[Act]:
    """Half of the people consent to be listed, most of those to their checks as well; a few take it back."""
    if random.random() >= 0.52:
        return
    tick = min(start + random.randrange(0, 4), calendar.last)
    form_on = calendar.within(tick, random)
    notice = material.NOTICES[0] if form_on.isoformat()[:7] < material.NOTICES[1] else material.NOTICES[1]
    scopes = [Scope.LISTING]
    for scope, share in ((Scope.CHECKS, 0.78), (Scope.PHOTO, 0.3), (Scope.RATINGS, 0.4), (Scope.COUNTS, 0.25)):
        if random.random() < share:
            scopes.append(scope)
    channel = random.choice((Channel.PAPER, Channel.PAPER, Channel.IN_PERSON, Channel.ONLINE))
    province = random.choice(material.PROVINCES)
    yield Act(tick, Verb.WORKER_CHANGE, who, province)
    yield Act(tick, Verb.CONSENT, who, (tuple(scopes), form_on, notice, channel))
    if random.random() < 0.035 and tick + 3 < calendar.last:
        back = random.randrange(tick + 2, calendar.last)
        only_checks = Scope.CHECKS in scopes and random.random() < 0.25
        taken = (Scope.CHECKS,) if only_checks else tuple(Scope)
        yield Act(back, Verb.CONSENT_WITHDRAW, who, (taken, random.choice((Channel.TELEPHONE, Channel.IN_PERSON))))


def training(who: str, start: int, calendar: Calendar, random: Random) -> Iterator[Act]:
    """Certificates, verified or not, and the credits of courses."""
    last = calendar.last
    if random.random() < 0.22 and start + 2 < last:
        scheme, level, issuer = random.choice(_CERTIFICATES)
        tick = random.randrange(start + 1, last)
        day = calendar.days[tick]
        internal = random.random() < 0.18
        kind = IssuerKind.INTERNAL if internal else IssuerKind.EXTERNAL
        title = "企业内部培训合格证" if internal else ""
        if internal:
            scheme, level, issuer = Scheme.OTHER, None, "所在企业"
        until = day + timedelta(days=2190) if scheme is Scheme.WORK_PERMIT else None
        issued_on = day - timedelta(days=random.randrange(10, 1500))
        yield Act(tick, Verb.CERTIFICATE, who, (scheme, level, title, kind, issuer, issued_on, until))
        if not internal and random.random() < 0.62 and tick < last:
            how = random.choice(list(How))
            yield Act(random.randrange(tick + 1, last + 1), Verb.CERTIFICATE_VERIFY, who, how)
    if random.random() < 0.26:
        for _ in range(random.randrange(1, 5)):
            tick = random.randrange(start, last + 1)
            course = random.choice(material.COURSES)
            yield Act(tick, Verb.CREDITS, who, (random.choice((4, 6, 8, 12)), course, calendar.within(tick, random)))
