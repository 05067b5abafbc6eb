"""Who sees how the installation fares, and who speaks for it."""

from registry.core.actor import KEEPER, Role
from registry.core.permissions import permission

PERMISSIONS = {
    "operations.read": permission(
        "查看运行状况", "See how the system fares", KEEPER, Role.ADMINISTRATOR, Role.REVIEWER
    ),
    "operations.notify": permission(
        "发布维护通知", "Publish a maintenance notice", KEEPER, Role.ADMINISTRATOR, Role.REVIEWER
    ),
    "operations.review": permission(
        "登记安全检查", "Keep the security review log", KEEPER, Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER
    ),
    "operations.keep": permission("登记备份和核对", "Note backups and verifications", KEEPER, Role.ADMINISTRATOR),
}
