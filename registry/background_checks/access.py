"""Who may do what about checks. Deciding an adverse result takes two people besides."""

from registry.core.actor import KEEPER, Role
from registry.core.permissions import Use, permission

COMPANY = frozenset({Role.COMPANY_CLERK, Role.COMPANY_SIGNER})
OFFICE = KEEPER | {Role.CLERK, Role.REVIEWER}

PERMISSIONS = {
    "background_checks.read": permission(
        "查看核查状态", "Read about checks", OFFICE, Role.DATA_PROTECTION_OFFICER, use=Use.CHECKS
    ),
    "background_checks.read_own": permission(
        "查看本企业人员的核查", "Read about the company's checks", COMPANY, use=Use.CHECKS
    ),
    "background_checks.ask": permission("申请核查", "Ask for checks", OFFICE, COMPANY, use=Use.CHECKS),
    "background_checks.enter": permission("登记核查结果", "Enter results", OFFICE, use=Use.CHECKS),
    "background_checks.propose_adverse": permission(
        "提出未通过结果", "Propose an adverse result", OFFICE, use=Use.CHECKS
    ),
    "background_checks.hear": permission(
        "记录本人对未通过结果的答复",
        "Note the person's reply to an adverse result",
        OFFICE,
        use=Use.CHECKS,
    ),
    "background_checks.decide_adverse": permission(
        "决定未通过结果", "Decide an adverse result", KEEPER, Role.REVIEWER, use=Use.CHECKS
    ),
    "background_checks.read_adverse": permission(
        "查看未通过结果的理由",
        "Read the reasons of an adverse result",
        Role.CLERK,
        Role.REVIEWER,
        use=Use.CHECKS,
    ),
}
