"""Who may do what to permits and cards."""

from registry.core.actor import COMPANY_ROLES, KEEPER, Role
from registry.core.permissions import Use, permission

OFFICE = KEEPER | {Role.CLERK, Role.REVIEWER}
DECIDERS = KEEPER | {Role.REVIEWER}

PERMISSIONS = {
    "permits.own": permission(
        "查看本企业人员的上门服务证", "See the permits of the company's people", COMPANY_ROLES, use=Use.PERMITS
    ),
    "permits.desk": permission("查看上门服务证", "See permits", OFFICE, use=Use.PERMITS),
    "permits.enter": permission(
        "录入已有的上门服务证", "Enter permits that exist", OFFICE, COMPANY_ROLES, use=Use.PERMITS
    ),
    "permits.apply": permission("申请上门服务证", "Apply for a permit", OFFICE, COMPANY_ROLES, use=Use.PERMITS),
    "permits.grant": permission("签发上门服务证", "Grant a permit", DECIDERS, use=Use.PERMITS),
    "permits.print": permission("制卡和补卡", "Print and replace cards", OFFICE, use=Use.PERMITS),
    "permits.report_lost": permission("挂失证卡", "Report a card lost", OFFICE, COMPANY_ROLES, use=Use.PERMITS),
    "permits.extend": permission("延长有效期", "Extend a permit", DECIDERS, use=Use.PERMITS),
    "permits.propose": permission("提出暂停或吊销", "Propose a suspension or revocation", OFFICE, use=Use.PERMITS),
    "permits.suspend": permission("暂停上门服务证", "Suspend a permit", DECIDERS, use=Use.PERMITS),
    "permits.revoke": permission("吊销上门服务证", "Revoke a permit", DECIDERS, use=Use.PERMITS),
    "permits.lift": permission("恢复上门服务证", "Lift a suspension or revocation", DECIDERS, use=Use.PERMITS),
    "permits.settle": permission("记为终局决定", "Note that a decision is final", DECIDERS, use=Use.PERMITS),
}
