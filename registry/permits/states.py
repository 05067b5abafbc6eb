"""States of a permit and of its printed cards (domain README 4.10)."""

from registry.core.labels import LabelledEnum


class PermitState(LabelledEnum):
    """The permit's life. EXPIRED, LOST and REISSUED are worked out from dates and cards, never stored."""

    APPLIED = "applied", "已申请", "Applied for"
    ISSUED = "issued", "已签发，未领取", "Issued, not handed out"
    ACTIVE = "active", "有效", "Active"
    SUSPENDED = "suspended", "已暂停", "Suspended"
    REVOKED = "revoked", "已撤销", "Revoked"
    EXPIRED = "expired", "已到期", "Expired"
    LOST = "lost", "卡已挂失", "Card reported lost"
    REISSUED = "reissued", "已补卡", "Card reissued"


DERIVED = frozenset({PermitState.EXPIRED, PermitState.LOST, PermitState.REISSUED})
STORED = frozenset(PermitState) - DERIVED
# An application is private: nothing is published before the permit is issued.
PUBLISHED = STORED - {PermitState.APPLIED}
DECIDED = frozenset({PermitState.SUSPENDED, PermitState.REVOKED})


class CardState(LabelledEnum):
    """One printed card. Only an active one opens a door; the others are dead for good."""

    ACTIVE = "active", "有效", "Active"
    LOST = "lost", "已挂失", "Reported lost"
    REPLACED = "replaced", "已换新卡", "Replaced"


class Act(LabelledEnum):
    """What may be done to a permit."""

    GRANT = "grant", "签发", "Grant"
    HAND_OUT = "hand_out", "领卡", "Hand out"
    SUSPEND = "suspend", "暂停", "Suspend"
    LIFT = "lift", "恢复", "Lift"
    REVOKE = "revoke", "撤销", "Revoke"
    EXTEND = "extend", "延期", "Extend"
    PRINT = "print", "制卡", "Print a card"


class Reissue(LabelledEnum):
    """How far the replacement of a lost card is."""

    DUE = "due", "待补卡", "Replacement due"
    OVERDUE = "overdue", "补卡已超期", "Replacement overdue"
    HELD = "held", "证件不在有效状态，暂不补卡", "Held: the permit is not in force"
    UNCOUNTED = "uncounted", "期限待工作日历载入后计算", "Limit not counted: the year is not loaded"
