"""Who may see the queue and decide what the machine could not."""

from registry.core.actor import KEEPER, Role
from registry.core.permissions import Use, permission

PERMISSIONS = {
    "tasks.operate": permission("处理后台任务", "Operate background work", KEEPER, Role.ADMINISTRATOR, use=Use.UPKEEP),
}
