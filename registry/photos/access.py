"""Who may keep photos. Whose photo a company may touch is asked by the permits, which know who works where."""

from registry.core.actor import COMPANY_ROLES, KEEPER, Role
from registry.core.permissions import Use, permission

PERMISSIONS = {
    "photos.keep": permission(
        "保存和删除本人照片",
        "Keep and remove photos",
        KEEPER,
        Role.CLERK,
        Role.REVIEWER,
        COMPANY_ROLES,
        use=Use.PERMITS,
    ),
}
