"""Who may ask that somebody gets a post. Who decides stands in cases/kinds.py."""

from registry.core.actor import KEEPER, Role
from registry.core.permissions import Use, permission

PERMISSIONS = {
    "posts.ask": permission(
        "提出授予岗位", "Ask that somebody gets a post", KEEPER, Role.ADMINISTRATOR, use=Use.ACCOUNTS,
    ),
    "posts.read": permission(
        "查看岗位授予案件", "See cases about posts", KEEPER, Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER,
        use=Use.ACCOUNTS,
    ),
}  # fmt: skip
