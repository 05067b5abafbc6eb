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
