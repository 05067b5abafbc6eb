"""Who may search people, see whole numbers, and see who looked (privacy matrix: id_number, mobile, audit_log)."""

from registry.core.actor import KEEPER, Role
from registry.core.permissions import Use, permission

_OFFICERS = frozenset({Role.CLERK, Role.REVIEWER, Role.COMPLAINT_OFFICER, Role.DATA_PROTECTION_OFFICER})

PERMISSIONS = {
    "looks.search_people": permission("查找人员", "Search people", KEEPER, _OFFICERS, use=Use.PURPOSE),
    "looks.unmask": permission(
        "查看完整号码（须说明用途）", "See whole numbers, saying what for", KEEPER, Role.REVIEWER,
        Role.DATA_PROTECTION_OFFICER, use=Use.PURPOSE,
    ),
    "looks.unmask_own_districts": permission(
        "查看辖区人员的完整号码（须说明用途）", "See whole numbers of people of the own districts, saying what for",
        Role.REGULATOR, use=Use.SUPERVISION,
    ),
    "looks.request": permission(
        "申请批量查看或导出", "Ask to unmask or export in bulk", Role.CLERK, Role.REVIEWER,
        Role.DATA_PROTECTION_OFFICER, use=Use.PURPOSE,
    ),
    "looks.review": permission(
        "查看谁看过谁的信息", "See who looked at whom", KEEPER, Role.DATA_PROTECTION_OFFICER, use=Use.TRACE
    ),
}  # fmt: skip
