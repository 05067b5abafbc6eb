"""Who may propose that something is erased from the public record. Who decides stands in cases/kinds.py."""

from registry.core.actor import KEEPER, Role
from registry.core.permissions import Use, permission

PERMISSIONS = {
    "redactions.propose": permission(
        "提出删除公开记录的内容", "Propose to erase from the public record", KEEPER, Role.CLERK, Role.REVIEWER,
        Role.DATA_PROTECTION_OFFICER, use=Use.RIGHTS,
    ),
}  # fmt: skip
