"""Closed sets of certificates and training credits."""

from registry.core.labels import LabelledEnum


class Scheme(LabelledEnum):
    """The certificate schemes of skill_grades.csv."""

    DOMESTIC = "OCC_4-10-01-06", "家政服务员职业技能等级", "Domestic worker skill level"
    ELDER = "OCC_ELDER", "养老护理员职业技能等级", "Elder carer skill level"
    INFANT = "OCC_INFANT", "育婴员职业技能等级", "Infant carer skill level"
    MATERNITY_STAR = "GBT31771_2015", "母婴生活护理服务星级", "Mother and infant care stars"
    SPECIAL_SKILL = "SPECIAL", "专项职业能力证书", "Special skill certificate"
    WORK_PERMIT = "WORK_PERMIT", "特种作业操作证", "Special operation permit"
    ASSOCIATION = "ASSOC", "行业协会培训合格证", "Association training certificate"
    OTHER = "OTHER", "其他证书", "Other certificate"


class IssuerKind(LabelledEnum):
    """Whether the employer or somebody outside awarded it."""

    INTERNAL = "internal", "企业内部颁发", "Awarded by the company"
    EXTERNAL = "external", "外部机构颁发", "Awarded by an outside body"


class How(LabelledEnum):
    """By which way a certificate was verified."""

    NATIONAL_QUERY = "national_query", "技能人才评价证书全国联网查询", "National certificate query"
    ISSUER_ASKED = "issuer_asked", "向颁发机构核实", "Asked of the issuer"
    ORIGINAL_SEEN = "original_seen", "查验原件", "Original seen"


class CreditKind(LabelledEnum):
    """A line of the credit ledger. Lapsing is worked out when read, never written."""

    EARN = "earn", "获得", "Earned"
    ADJUST = "adjust", "调整", "Adjusted"


class Seen(LabelledEnum):
    """What an attempt at verifying a certificate showed. That one is not genuine is a ruling, not an attempt."""

    GENUINE = "genuine", "核实无误", "Genuine"
    COULD_NOT = "could_not", "未能核实", "Could not be verified"
    DOUBTFUL = "doubtful", "存疑，待评审", "Doubtful, to be ruled on"


class Expertise(LabelledEnum):
    """Where a member of the review committee comes from (R110)."""

    EXPERT = "expert", "行业专家", "Expert of the trade"
    SENIOR_WORKER = "senior_worker", "资深服务人员", "Senior worker"
    TEACHER = "teacher", "培训机构教师", "Teacher"
    ASSOCIATION = "association", "协会人员", "Of the association"


class TieKind(LabelledEnum):
    """An interest a member declares."""

    EMPLOYED = "employed", "任职", "Employed"
    OWNER = "owner", "持股或出资", "Owner"
    FAMILY = "family", "近亲属任职或持股", "Close family works there or owns it"
    PAID = "paid", "受聘顾问或授课", "Paid adviser or teacher"


class Ruling(LabelledEnum):
    """What a panel decides about a certificate."""

    ACCEPTED = "accepted", "认可", "Accepted"
    NOT_ACCEPTED = "not_accepted", "不予认可", "Not accepted"


class ObjectionState(LabelledEnum):
    """An objection on its way."""

    RAISED = "raised", "复核中", "Under review"
    UPHELD = "upheld", "异议成立", "Upheld"
    REJECTED = "rejected", "维持原决定", "Rejected"


class StageKind(LabelledEnum):
    """A stage of somebody's way before the register (R107); certificates have a table of their own."""

    EDUCATION = "education", "学历", "Education"
    EXPERIENCE = "experience", "工作经历", "Experience"
