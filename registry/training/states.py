"""Closed sets of training."""

from registry.core.labels import LabelledEnum


class Category(LabelledEnum):
    """The five contents of training (R004, R053, R080)."""

    SKILL = "skill", "专业技能", "Professional skills"
    SAFETY = "safety", "安全操作", "Safe working"
    COMMUNICATION = "communication", "客户沟通", "Talking with customers"
    PRIVACY = "privacy", "隐私保护", "Protecting privacy"
    EMERGENCY = "emergency", "应急处理", "Emergencies"


class Topic(LabelledEnum):
    """What a programme teaches besides its category (R028, R143, R146)."""

    FIRST_AID = "first_aid", "急救", "First aid"
    FIRE = "fire", "消防与用火安全", "Fire safety"
    PROTECTION = "protection", "个人防护", "Personal protection"
    ELECTRICITY = "electricity", "安全用电", "Safe use of electricity"
    GAS = "gas", "安全用气", "Safe use of gas"
    MENTAL_HEALTH = "mental_health", "心理健康", "Mental health"


class Mode(LabelledEnum):
    """How a session was held (R063, R103, R104). The training itself lies outside the register."""

    THEORY = "theory", "理论授课", "Classroom"
    PRACTICE = "practice", "实操", "Practice"
    VR = "vr", "虚拟现实模拟", "Virtual reality"
    ONLINE = "online", "线上", "Online"
    WORKPLACE = "workplace", "跟班学习", "At the workplace"


class Result(LabelledEnum):
    """What came of one person's enrolment."""

    PASSED = "passed", "合格", "Passed"
    FAILED = "failed", "不合格", "Failed"
    EXAM_MISSED = "exam_missed", "缺考", "Missed the exam"
    ATTENDED = "attended", "已参加", "Attended"
    ABSENT = "absent", "缺席", "Absent"
    EXCUSED = "excused", "已请假", "Excused"


# R008: who failed or stayed away from the exam may not do that line's work until examined again.
CLOSING = frozenset({Result.FAILED, Result.EXAM_MISSED})


class OccasionKind(LabelledEnum):
    """Contests and seminars (R105)."""

    CONTEST = "contest", "技能竞赛", "Skill contest"
    SEMINAR = "seminar", "行业研讨会", "Seminar"


class Duty(LabelledEnum):
    """How a person stands with this quarter's training (R005)."""

    DONE = "done", "本季度已完成", "Done this quarter"
    DUE = "due", "本季度待完成", "Due this quarter"
    OVERDUE = "overdue", "已逾期", "Overdue"
    NOT_YET = "not_yet", "下季度起", "From next quarter on"
