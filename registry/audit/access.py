"""Who reads the trace (privacy matrix, audit_log): the own unit's for a clerk, all of it for those who supervise."""

from registry.core.actor import KEEPER, OFFICERS, Actor, Role
from registry.core.permissions import Use, permission

PERMISSIONS = {
    "audit.read": permission(
        "查看操作痕迹",
        "Read the trace",
        KEEPER,
        Role.CLERK,
        Role.REVIEWER,
        Role.DATA_PROTECTION_OFFICER,
        use=Use.TRACE,
    ),
    "audit.read_all": permission(
        "查看全部操作痕迹",
        "Read the whole trace",
        KEEPER,
        Role.REVIEWER,
        Role.DATA_PROTECTION_OFFICER,
        use=Use.TRACE,
    ),
    "audit.export": permission(
        "导出操作痕迹", "Export the trace", KEEPER, Role.REVIEWER, Role.DATA_PROTECTION_OFFICER, use=Use.TRACE
    ),
}

# What a clerk's own unit is: the officers who work on cases beside them. Who keeps accounts or supervises is not.
UNIT_ROLES = tuple(sorted(OFFICERS - {Role.DATA_PROTECTION_OFFICER}))


def roles_read_by(actor: Actor) -> tuple[str, ...] | None:
    """The posts whose acts the actor may read; None for all."""
    return None if actor.role in PERMISSIONS["audit.read_all"].roles else UNIT_ROLES
