"""Who may pass a person through the gate."""

from registry.core.actor import KEEPER, Role
from registry.core.permissions import Use, permission

PERMISSIONS = {
    "eligibility.read": permission(
        "查看上岗条件",
        "Read a checklist",
        KEEPER,
        Role.CLERK,
        Role.REVIEWER,
        Role.DATA_PROTECTION_OFFICER,
        use=Use.ELIGIBILITY,
    ),
    "eligibility.read_own": permission(
        "查看本企业人员的上岗条件",
        "Read the checklists of the company",
        Role.COMPANY_CLERK,
        Role.COMPANY_SIGNER,
        use=Use.ELIGIBILITY,
    ),
    "eligibility.confirm": permission(
        "确认上岗条件", "Confirm that the gate is passed", KEEPER, Role.REVIEWER, use=Use.ELIGIBILITY
    ),
}
