"""Who may do what to permits and cards."""

from registry.core.actor import COMPANY_ROLES, KEEPER, Role
from registry.core.permissions import permission

OFFICE = KEEPER | {Role.CLERK, Role.REVIEWER}
DECIDERS = KEEPER | {Role.REVIEWER}

PERMISSIONS = {
    "permits.own": permission("查看本企业人员的上门服务证", "See the permits of the company's people", COMPANY_ROLES),
    "permits.desk": permission("查看上门服务证", "See permits", OFFICE),
    "permits.enter": permission("录入已有的上门服务证", "Enter permits that exist", OFFICE, COMPANY_ROLES),
    "permits.apply": permission("申请上门服务证", "Apply for a permit", OFFICE, COMPANY_ROLES),
    "permits.grant": permission("签发上门服务证", "Grant a permit", DECIDERS),
    "permits.print": permission("制卡和补卡", "Print and replace cards", OFFICE),
    "permits.report_lost": permission("挂失证卡", "Report a card lost", OFFICE, COMPANY_ROLES),
    "permits.extend": permission("延长有效期", "Extend a permit", DECIDERS),
    "permits.propose": permission("提出暂停或吊销", "Propose a suspension or revocation", OFFICE),
    "permits.suspend": permission("暂停上门服务证", "Suspend a permit", DECIDERS),
    "permits.revoke": permission("吊销上门服务证", "Revoke a permit", DECIDERS),
    "permits.lift": permission("恢复上门服务证", "Lift a suspension or revocation", DECIDERS),
    "permits.settle": permission("记为终局决定", "Note that a decision is final", DECIDERS),
}
