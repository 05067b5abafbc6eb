"""Who may see cases, and per kind who works on them and who decides them; the rows come from kinds.py."""

from registry.cases.kinds import KINDS
from registry.cases.models import Case
from registry.cases.states import CaseKind, Unit
from registry.core.actor import COMPANY_ROLES, KEEPER, OFFICERS, Actor, Role
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND, Permission, Use, permission, require, require_company

_USES = {
    Unit.REGISTRATION: Use.REGISTRATION,
    Unit.PERMITS: Use.PERMITS,
    Unit.QUALIFICATION: Use.QUALIFICATION,
    Unit.DATA_PROTECTION: Use.RIGHTS,
    Unit.ADMINISTRATION: Use.ACCOUNTS,
}
_USES_OF_KINDS = {
    CaseKind.CHECK_ADVERSE: Use.CHECKS,
    CaseKind.UNMASK_BULK: Use.PURPOSE,
    CaseKind.EXPORT_REQUEST: Use.PURPOSE,
}

PERMISSIONS: dict[str, Permission] = {
    "cases.worklist": permission("使用工作清单", "Use the worklist", KEEPER, OFFICERS, Role.ADMINISTRATOR),
}
for _row in KINDS.values():
    _zh, _en = _row.kind.label.zh, _row.kind.label.en.lower()
    _use = _USES_OF_KINDS.get(_row.kind, _USES[_row.unit])
    for _verb, _said, _told, _roles in (
        ("open", "提出", "Open", _row.opens),
        ("work", "办理", "Work on", _row.works),
        ("propose", "提出意见", "Propose on", _row.proposes),
        ("decide", "决定", "Decide", _row.decides),
    ):
        PERMISSIONS[f"cases.{_verb}.{_row.kind}"] = permission(f"{_said}：{_zh}", f"{_told}: {_en}", _roles, use=_use)


def require_kind(actor: Actor, verb: str, kind: str) -> None:
    """Raises NotAllowed unless the post may do this ("open", "work", "propose", "decide") to cases of the kind."""
    require(actor, PERMISSIONS[f"cases.{verb}.{CaseKind(kind)}"])


def require_sight(actor: Actor, case: Case) -> None:
    """Raises NotFound when the case is none of the actor's business: both read alike (safety T6)."""
    if actor.role in COMPANY_ROLES:
        if case.company_ref is None:
            raise NotFound(NOT_FOUND)
        require_company(actor, case.company_ref)
    elif actor.role == Role.APPLICANT:
        if case.opened_by != actor.ref:
            raise NotFound(NOT_FOUND)
    elif actor.role == Role.REGULATOR:
        if case.district is None or not case.district.startswith(tuple(actor.districts)):
            raise NotFound(NOT_FOUND)
    elif actor.role not in KINDS[CaseKind(case.kind)].reads:
        raise NotFound(NOT_FOUND)
