"""Who may propose to change whose file it is. Who decides which kind stands in cases/kinds.py."""

from registry.core.actor import KEEPER, Role
from registry.core.permissions import Use, permission

PERMISSIONS = {
    "persons.keep": permission(
        "更正身份、合并或拆分档案", "Correct identities, join and split files", KEEPER, Role.CLERK, Role.REVIEWER,
        Role.DATA_PROTECTION_OFFICER, use=Use.RIGHTS,
    ),
}  # fmt: skip
