"""Who may do what to permits and cards."""

from collections.abc import Sequence

from registry.core.actor import COMPANY_ROLES, KEEPER, Actor, Role
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND, permission

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
    "permits.suspend": permission("暂停上门服务证", "Suspend a permit", DECIDERS),
    "permits.revoke": permission("吊销上门服务证", "Revoke a permit", DECIDERS),
    "permits.lift": permission("恢复上门服务证", "Lift a suspension or revocation", DECIDERS),
    "permits.settle": permission("记为终局决定", "Note that a decision is final", DECIDERS),
}


def require_employer(actor: Actor, employers: Sequence[str]) -> None:
    """Raises NotFound when a company role asks for a person who does not work for its company now (safety T6).

    The command line's company role names no company and is bound by the rosters' own rules instead.
    """
    if actor.role in COMPANY_ROLES and actor.company is not None and actor.company not in employers:
        raise NotFound(NOT_FOUND)
