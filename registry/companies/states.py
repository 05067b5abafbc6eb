"""States of a company in the register, how it works, and which of its people answers for what."""

from registry.core.labels import LabelledEnum


class CompanyState(LabelledEnum):
    """Where a company stands in the register (domain README 4.10)."""

    APPROVED = "approved", "登记正常", "Registered"
    SUSPENDED = "suspended", "暂停登记", "Suspended"
    WITHDRAWN = "withdrawn", "已退出登记", "Withdrawn"
    EXPELLED = "expelled", "已被除名", "Expelled"


ENDED = frozenset({CompanyState.WITHDRAWN, CompanyState.EXPELLED})

FOLLOWING = {
    CompanyState.APPROVED: frozenset({CompanyState.SUSPENDED, CompanyState.WITHDRAWN, CompanyState.EXPELLED}),
    CompanyState.SUSPENDED: frozenset({CompanyState.APPROVED, CompanyState.WITHDRAWN, CompanyState.EXPELLED}),
    CompanyState.WITHDRAWN: frozenset(),
    CompanyState.EXPELLED: frozenset(),
}


class OperatingMode(LabelledEnum):
    """Whether the company employs those it sends, or only brings the parties together."""

    EMPLOYED = "employed", "员工制", "Employs its workers"
    INTERMEDIARY = "intermediary", "中介制", "Intermediary"
    MIXED = "mixed", "混合制", "Mixed"


class MembershipStatus(LabelledEnum):
    """Membership of the association, which registration does not ask for."""

    MEMBER = "member", "会员", "Member"
    NONE = "none", "非会员", "Not a member"
    SUSPENDED = "suspended", "会籍中止", "Membership suspended"
    ENDED = "ended", "已退会", "Membership ended"


class ResponsibleRole(LabelledEnum):
    """For what a named person of the company answers (R024)."""

    LEGAL_REPRESENTATIVE = "legal_representative", "法定代表人", "Legal representative"
    QUALITY = "quality", "服务质量", "Service quality"
    COMPLAINT = "complaint", "投诉处理", "Complaints"
    SAFETY = "safety", "安全", "Safety"
    DATA_PROTECTION = "data_protection", "个人信息保护", "Data protection"


class SuccessionDirection(LabelledEnum):
    """What the other company is to the owner of the entry."""

    PREDECESSOR = "predecessor", "前身", "Predecessor"
    SUCCESSOR = "successor", "后继", "Successor"


class SuccessionDeclarer(LabelledEnum):
    """Who says that one company carries on another; it is never inferred."""

    COMPANY = "company", "企业申报", "Declared by the company"
    OFFICERS = "officers", "协会两名经办人认定", "Decided by two officers of the association"


class ApplicationState(LabelledEnum):
    """How far an application to be registered has come (domain README 4.10: draft to approved)."""

    DRAFT = "draft", "草稿", "Draft"
    SUBMITTED = "submitted", "已提交，等待审核", "Submitted, awaiting review"
    RETURNED = "returned", "退回补正", "Returned for correction"
    APPROVED = "approved", "已同意登记", "Approved"
    REFUSED = "refused", "未同意登记", "Refused"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


EDITABLE = frozenset({ApplicationState.DRAFT, ApplicationState.RETURNED})


class ApplicationSection(LabelledEnum):
    """The tasks of an application, in the order in which they are best done."""

    ENTITY = "entity", "企业基本情况", "The company"
    PREMISES = "premises", "地址和服务区域", "Address and service areas"
    SERVICES = "services", "服务项目", "Services"
    RESPONSIBLE = "responsible", "管理部门和负责人", "Department and responsible persons"
    COVER = "cover", "保险和装备", "Insurance and equipment"
    PREDECESSOR = "predecessor", "前身企业", "Predecessor"
