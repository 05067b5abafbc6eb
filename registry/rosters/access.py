"""Who may upload a roster (the company's own people, for their own company), and who looks through its newcomers.

Who decides them stands with the kind of case (cases/kinds.py).
"""

from registry.core.actor import KEEPER, Role
from registry.core.permissions import Use, permission

_OFFICE = KEEPER | {Role.CLERK, Role.REVIEWER}

PERMISSIONS = {
    "rosters.upload": permission(
        "上传本企业人员名单",
        "Upload the company's roster",
        Role.COMPANY_CLERK,
        Role.COMPANY_SIGNER,
        use=Use.REGISTRATION,
    ),
    "rosters.newcomers": permission(
        "核对名单中的新人员", "Look through the newcomers of rosters", _OFFICE, use=Use.REGISTRATION
    ),
}
