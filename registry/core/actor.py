"""Who acts, and as what."""

from dataclasses import dataclass

from registry.core.labels import LabelledEnum


class Role(LabelledEnum):
    """In which capacity somebody acts. One person may hold several and acts in one at a time."""

    SYSTEM = "system", "系统", "System"
    ASSOCIATION = "association", "协会登记员（命令行）", "Association keeper (command line)"
    COMPANY = "company", "企业（命令行）", "Company (command line)"
    PUBLIC = "public", "公众", "Public"
    WORKER = "worker", "从业人员本人", "The worker in person"
    APPLICANT = "applicant", "登记申请人", "Applicant"
    COMPANY_CLERK = "company_clerk", "企业经办人", "Company clerk"
    COMPANY_SIGNER = "company_signer", "企业签署人", "Company signer"
    CLERK = "clerk", "协会经办", "Association clerk"
    REVIEWER = "reviewer", "协会复核", "Association reviewer"
    PRICE_OFFICER = "price_officer", "价格专员", "Price officer"
    COMPLAINT_OFFICER = "complaint_officer", "投诉处理专员", "Complaint officer"
    DATA_PROTECTION_OFFICER = "data_protection_officer", "个人信息保护负责人", "Data-protection officer"
    ADMINISTRATOR = "administrator", "系统管理员", "Administrator"
    REGULATOR = "regulator", "主管部门", "Regulator"


# Whoever holds the keys of the machine; each of their acts is traced like everybody's.
KEEPER = frozenset({Role.SYSTEM, Role.ASSOCIATION})
COMPANY_ROLES = frozenset({Role.COMPANY, Role.COMPANY_CLERK, Role.COMPANY_SIGNER})
# Who works on cases. The administrator keeps accounts and decides nothing.
OFFICERS = frozenset(
    {Role.CLERK, Role.REVIEWER, Role.PRICE_OFFICER, Role.COMPLAINT_OFFICER, Role.DATA_PROTECTION_OFFICER}
)
STAFF_ROLES = OFFICERS | {Role.ADMINISTRATOR}
SIGNED_IN_ROLES = STAFF_ROLES | {Role.COMPANY_CLERK, Role.COMPANY_SIGNER, Role.REGULATOR}


@dataclass(frozen=True, slots=True)
class Actor:
    """`ref` names the account or process (two people are two refs), `role` says in which capacity it acts now.

    `company` is the ref of the company a company role acts for; `districts` are the area codes of a regulator.
    """

    ref: str
    role: str
    name: str
    company: str | None = None
    districts: tuple[str, ...] = ()


SYSTEM = Actor("system", Role.SYSTEM, "知门")
