"""Which kinds of work there are, who it belongs to, how far a case has come and what was done to it."""

from registry.core.labels import LabelledEnum


class CaseKind(LabelledEnum):
    """What a case is about."""

    COMPANY_APPLICATION = "company_application", "企业登记申请", "Company application"
    COMPANY_CHANGE = "company_change", "企业变更申报", "Change filed by a company"
    COMPANY_SUSPENSION = "company_suspension", "企业暂停", "Suspension of a company"
    COMPANY_EXPULSION = "company_expulsion", "企业除名", "Expulsion of a company"
    SUCCESSION = "succession", "前身认定", "Tie to a predecessor"
    CHECK_ADVERSE = "check_adverse", "背景核查不利结果", "Adverse background check"
    PERMIT_APPLICATION = "permit_application", "上门服务证申请", "Permit application"
    PERMIT_REVOCATION = "permit_revocation", "上门服务证吊销", "Permit revocation"
    PERMIT_SUSPENSION = "permit_suspension", "上门服务证暂停", "Permit suspension"
    REDACTION = "redaction", "公开记录删除", "Redaction of the public record"
    UNMASK_BULK = "unmask_bulk", "批量查看完整信息", "Unmasking in bulk"
    EXPORT_REQUEST = "export_request", "导出个人信息", "Export of personal data"
    IDENTITY_CORRECTION = "identity_correction", "身份证号更正", "Correction of an identity number"
    PERSONS_JOIN = "persons_join", "合并为同一人", "Joining two files of one person"
    PERSONS_SPLIT = "persons_split", "拆分为两个人", "Splitting the file of two persons"
    CERTIFICATE_REVIEW = "certificate_review", "证书评审", "Certificate review"
    CERTIFICATE_OBJECTION = "certificate_objection", "证书评审异议", "Objection to a certificate review"
    RIGHTS_ACCESS = "rights_access", "查阅复制个人信息", "Access to personal data"
    RIGHTS_CORRECTION = "rights_correction", "更正个人信息", "Correction of personal data"
    RIGHTS_ERASURE = "rights_erasure", "删除个人信息", "Erasure of personal data"
    RIGHTS_WITHDRAWAL = "rights_withdrawal", "撤回同意", "Withdrawal of consent"
    OBJECTION = "objection", "对不利信息的异议", "Objection to a negative item"
    PRIVACY_COMPLAINT = "privacy_complaint", "隐私投诉", "Privacy complaint"
    TRANSFER = "transfer", "人员转会", "Transfer to another company"
    ROSTER_NEWCOMERS = "roster_newcomers", "名单新人员核对", "Newcomers of a roster"
    ACCOUNT_ROLE = "account_role", "岗位授予", "Granting of a post"


class Unit(LabelledEnum):
    """Whose desk a case lies on."""

    REGISTRATION = "registration", "企业登记", "Company registration"
    PERMITS = "permits", "证件", "Permits"
    QUALIFICATION = "qualification", "培训与资格", "Training and qualification"
    DATA_PROTECTION = "data_protection", "个人信息保护", "Data protection"
    ADMINISTRATION = "administration", "账号管理", "Accounts"


class CaseState(LabelledEnum):
    """How far a case has come."""

    OPEN = "open", "待办", "To do"
    WITH_COMPANY = "with_company", "待企业补正", "Back with the company"
    PROPOSED = "proposed", "待他人决定", "Awaits another's decision"
    DECIDED = "decided", "已决定", "Decided"
    CLOSED = "closed", "已结案", "Closed"


ACTIVE = (CaseState.OPEN, CaseState.WITH_COMPANY, CaseState.PROPOSED)


class Outcome(LabelledEnum):
    """How a case may end."""

    APPROVED = "approved", "同意", "Approved"
    REFUSED = "refused", "不同意", "Refused"
    UPHELD = "upheld", "成立", "Upheld"
    REJECTED = "rejected", "不成立", "Rejected"


class Act(LabelledEnum):
    """What was done to a case."""

    OPEN = "open", "立案", "Opened"
    CLAIM = "claim", "领办", "Taken on"
    RELEASE = "release", "放回", "Put back"
    ASSIGN = "assign", "指派", "Assigned"
    NOTE = "note", "备注", "Noted"
    RETURN = "return", "退回补正", "Returned for correction"
    RESUBMIT = "resubmit", "再次提交", "Sent again"
    PROPOSE = "propose", "提出意见", "Proposed"
    SEND_BACK = "send_back", "退回经办", "Sent back to the proposer"
    DECIDE = "decide", "决定", "Decided"
    APPLY = "apply", "执行决定", "Carried out"
    REMIND = "remind", "催办", "Reminded"
    CLOSE = "close", "结案", "Closed"


class Band(LabelledEnum):
    """When a case must be done."""

    OVERDUE = "overdue", "已超期", "Overdue"
    TODAY = "today", "今天到期", "Due today"
    WEEK = "week", "本周到期", "Due this week"
    LATER = "later", "以后", "Later"


class Desk(LabelledEnum):
    """Whose cases a worklist shows."""

    MINE = "mine", "我的", "Mine"
    UNIT = "unit", "本组的", "My unit's"
    ALL = "all", "我能看的全部", "All I may see"
