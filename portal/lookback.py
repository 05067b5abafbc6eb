"""Looking back: `?known_on=` and `?effective_on=` on every public page of a subject (issue, section 2)."""

from dataclasses import dataclass
from datetime import date

from flask import request
from sqlalchemy.orm import Session

from registry.core.findings import Finding
from registry.core.labels import Label
from registry.record import reading
from registry.record.kinds import Kind

_NOT_A_DAY = Label("请写成年-月-日，例如 2026-09-30", "Write the day as year-month-day, for example 2026-09-30")
_AHEAD = Label("不能晚于今天", "It cannot be after today")


@dataclass(frozen=True, slots=True)
class Lookback:
    """Which past is asked for. `looking_back` is False for the present; `findings` tell what could not be read."""

    known_on: date
    effective_on: date
    looking_back: bool
    findings: tuple[Finding, ...] = ()
    typed_known_on: str = ""
    typed_effective_on: str = ""

    def read(self, session: Session, kind: Kind, ref: str) -> reading.Entry | None:
        """The version of a subject for this look: the current one, or what was known then about then."""
        if not self.looking_back:
            return reading.current(session, kind.name, ref)
        return reading.as_of(session, kind.name, ref, self.known_on, self.effective_on)


def asked(today: date) -> Lookback:
    """The look that this request asks for. A day that cannot be read is reported and the present is shown.

    `effective_on` alone means: as known today. `known_on` alone means: as it then stood on that day.
    """
    if not request.args:  # as nearly always
        return Lookback(today, today, False)
    typed = {name: request.args.get(name, "").strip() for name in ("known_on", "effective_on")}
    findings: list[Finding] = []
    days: dict[str, date] = {}
    for name, text in typed.items():
        if not text:
            continue
        try:
            day = date.fromisoformat(text)
        except ValueError:
            findings.append(Finding("lookback.day", _NOT_A_DAY, name))
            continue
        if day > today:
            findings.append(Finding("lookback.ahead", _AHEAD, name))
        else:
            days[name] = day
    known = days.get("known_on", today)
    effective = days.get("effective_on", known)
    if findings:
        return Lookback(today, today, False, tuple(findings), typed["known_on"], typed["effective_on"])
    looking = known != today or effective != today
    return Lookback(known, effective, looking, (), typed["known_on"], typed["effective_on"])
