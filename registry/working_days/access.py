"""Who may read and who may change the calendar that every time limit is counted by."""

from registry.core.actor import KEEPER, STAFF_ROLES, Role
from registry.core.permissions import permission

PERMISSIONS = {
    "working_days.read": permission("查看工作日历", "Read the calendar of working days", KEEPER, STAFF_ROLES),
    "working_days.edit": permission(
        "修改工作日历", "Change the calendar of working days", KEEPER, Role.ADMINISTRATOR, Role.REVIEWER
    ),
}
