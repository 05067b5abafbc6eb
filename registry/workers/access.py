"""Who may keep a company's people, and who hands out the people's own codes."""

from registry.core.actor import KEEPER, Role
from registry.core.permissions import Use, permission

_OWN = frozenset({Role.COMPANY_CLERK, Role.COMPANY_SIGNER})
_OFFICE = KEEPER | {Role.CLERK, Role.REVIEWER}

PERMISSIONS = {
    "workers.read_own": permission("查看本企业人员", "See the company's own people", _OWN, use=Use.REGISTRATION),
    "workers.keep_own": permission(
        "登记、修改本企业人员", "Keep the company's own people", KEEPER, _OWN, use=Use.REGISTRATION
    ),
    "workers.issue_codes": permission(
        "发给本人一次性码", "Hand out people's one-use codes", _OFFICE, use=Use.REGISTRATION
    ),
    "workers.transfers": permission("办理人员转会", "Work on transfers", _OFFICE, use=Use.REGISTRATION),
}
