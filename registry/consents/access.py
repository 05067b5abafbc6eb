"""Who passes on people's signed forms, and who takes a consent back online."""

from registry.core.actor import KEEPER, Role
from registry.core.permissions import Use, permission

PERMISSIONS = {
    "consents.record_form": permission(
        "记下本人签字的同意书", "Note people's signed forms", KEEPER, Role.COMPANY_CLERK, Role.COMPANY_SIGNER,
        use=Use.REGISTRATION,
    ),
    "consents.withdraw_own": permission("撤回本人的同意", "Take back one's own consent", Role.WORKER, use=Use.RIGHTS),
}  # fmt: skip
