"""Who may keep accounts, and what everybody may do with their own."""

from registry.core.actor import KEEPER, SIGNED_IN_ROLES, Role
from registry.core.permissions import permission

PERMISSIONS = {
    "accounts.read": permission(
        "查看账号和权限表", "See accounts and the table of permissions", KEEPER, Role.ADMINISTRATOR,
        Role.DATA_PROTECTION_OFFICER,
    ),
    "accounts.manage": permission("管理账号", "Manage accounts", KEEPER, Role.ADMINISTRATOR),
    "accounts.company_clerks": permission(
        "管理本企业经办人账号", "Manage clerks of the own company", Role.COMPANY_SIGNER
    ),
    "accounts.own": permission("管理自己的账号", "Manage the own account", SIGNED_IN_ROLES, Role.APPLICANT),
}  # fmt: skip
