"""Who may keep accounts, and what everybody may do with their own."""

from registry.core.actor import KEEPER, SIGNED_IN_ROLES, Role
from registry.core.permissions import Use, permission

PERMISSIONS = {
    "accounts.read": permission(
        "查看账号和权限表", "See accounts and the table of permissions", KEEPER, Role.ADMINISTRATOR,
        Role.DATA_PROTECTION_OFFICER, use=Use.ACCOUNTS,
    ),
    "accounts.manage": permission("管理账号", "Manage accounts", KEEPER, Role.ADMINISTRATOR, use=Use.ACCOUNTS),
    "accounts.company_clerks": permission(
        "管理本企业经办人账号", "Manage clerks of the own company", Role.COMPANY_SIGNER, use=Use.ACCOUNTS,
    ),
    "accounts.own": permission(
        "管理自己的账号", "Manage the own account", SIGNED_IN_ROLES, Role.APPLICANT, use=Use.ACCOUNTS
    ),
}  # fmt: skip
