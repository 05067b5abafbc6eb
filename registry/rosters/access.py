"""Who may upload a roster: the company's own people, for their own company."""

from registry.core.actor import Role
from registry.core.permissions import Use, permission

PERMISSIONS = {
    "rosters.upload": permission(
        "上传本企业人员名单",
        "Upload the company's roster",
        Role.COMPANY_CLERK,
        Role.COMPANY_SIGNER,
        use=Use.REGISTRATION,
    ),
}
