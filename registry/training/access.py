"""Who may do what about training."""

from registry.core.actor import KEEPER, Role
from registry.core.permissions import Use, permission

COMPANY = frozenset({Role.COMPANY_CLERK, Role.COMPANY_SIGNER})
OFFICE = KEEPER | {Role.CLERK, Role.REVIEWER}

PERMISSIONS = {
    "training.read": permission(
        "查看培训", "Read about training", OFFICE, Role.DATA_PROTECTION_OFFICER, use=Use.QUALIFICATION
    ),
    "training.read_own": permission(
        "查看本企业培训", "Read about the company's training", COMPANY, use=Use.QUALIFICATION
    ),
    "training.keep_catalogue": permission("维护培训课程", "Keep the catalogue", KEEPER, Role.REVIEWER),
    "training.record": permission(
        "记载培训和考核结果", "Record sessions and results", OFFICE, COMPANY, use=Use.QUALIFICATION
    ),
    "training.confirm": permission("确认企业申报的培训", "Confirm a company's session", OFFICE, use=Use.QUALIFICATION),
    "training.annul": permission("注销培训记录", "Strike out a record", KEEPER, Role.REVIEWER, use=Use.QUALIFICATION),
    "training.record_occasion": permission(
        "记载竞赛和研讨会", "Record contests and seminars", OFFICE, use=Use.QUALIFICATION
    ),
}
