"""Who takes requests, and who watches over how long data is kept. Who decides which kind stands in cases/kinds.py."""

from registry.core.actor import KEEPER, Role
from registry.core.permissions import Use, permission

PERMISSIONS = {
    "rights.file": permission(
        "受理个人信息权利请求和异议", "Take requests about personal data and objections", KEEPER, Role.CLERK,
        Role.REVIEWER, Role.DATA_PROTECTION_OFFICER, use=Use.RIGHTS,
    ),
    "rights.ask_own": permission(
        "就本人信息提出请求或异议", "Ask or object about one's own data", Role.WORKER, use=Use.RIGHTS
    ),
    # Anybody may complain, without an account; asking about one's own data takes proof of who one is.
    "rights.complain": permission(
        "提出隐私投诉", "Complain about privacy", KEEPER, Role.PUBLIC, Role.CLERK, Role.REVIEWER,
        Role.DATA_PROTECTION_OFFICER, use=Use.RIGHTS,
    ),
    "rights.retention": permission(
        "查看和运行保存期限规则", "See and run the retention rules", KEEPER, Role.DATA_PROTECTION_OFFICER,
        use=Use.RIGHTS,
    ),
}  # fmt: skip
