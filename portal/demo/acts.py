"""What happens in the demonstration: one verb of the register, done to somebody on one of the desk's days."""

from dataclasses import dataclass
from enum import IntEnum, auto
from typing import Any


class Verb(IntEnum):
    """The verbs, in the order in which the desk works through one day."""

    COMPANY_ROSTER = auto()
    COMPANY_CHANGE = auto()
    COMPANY_RENAME = auto()
    COMPANY_SUSPEND = auto()
    COMPANY_LIFT = auto()
    COMPANY_CORRECT = auto()
    TIE_DECLARE = auto()
    TIE_DECIDE = auto()
    TIE_ANNUL = auto()
    WORKER_ROSTER = auto()
    WORKER_CHANGE = auto()
    PERMIT_ISSUE = auto()
    CHECK = auto()
    CONSENT = auto()
    CERTIFICATE = auto()
    CERTIFICATE_VERIFY = auto()
    CREDITS = auto()
    CARD_PRINT = auto()
    CARD_LOST = auto()
    CARD_REISSUE = auto()
    PERMIT_SUSPEND = auto()
    PERMIT_LIFT = auto()
    PERMIT_REVOKE = auto()
    PERMIT_SETTLE = auto()
    MOVE = auto()
    LEAVE = auto()
    CONSENT_WITHDRAW = auto()
    COMPANY_WITHDRAW = auto()
    COMPANY_EXPEL = auto()


@dataclass(frozen=True, slots=True)
class Act:
    """`who` is a key of the plan (a company's credit code, a person's identity number); `what` depends on the verb."""

    tick: int
    verb: Verb
    who: str
    what: Any = None
