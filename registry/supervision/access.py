"""Who may see the register as a regulator does (R166; privacy matrix, column regulator)."""

from registry.core.actor import Role
from registry.core.permissions import Use, permission

PERMISSIONS = {
    "supervision.read": permission(
        "查看辖区登记情况", "See the register of the own districts", Role.REGULATOR, use=Use.SUPERVISION
    ),
}
