"""Who may see cases, and per kind who works on them and who decides them; the rows come from kinds.py."""

from registry.cases.kinds import KINDS
from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.core.actor import COMPANY_ROLES, KEEPER, OFFICERS, Actor, Role
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND, Permission, permission, require, require_company

PERMISSIONS: dict[str, Permission] = {
    "cases.worklist": permission("使用工作清单", "Use the worklist", KEEPER, OFFICERS, Role.ADMINISTRATOR),
}
for _row in KINDS.values():
    _zh, _en = _row.kind.label.zh, _row.kind.label.en.lower()
    PERMISSIONS[f"cases.open.{_row.kind}"] = permission(f"提出：{_zh}", f"Open: {_en}", _row.opens)
    PERMISSIONS[f"cases.work.{_row.kind}"] = permission(f"办理：{_zh}", f"Work on: {_en}", _row.works)
    PERMISSIONS[f"cases.propose.{_row.kind}"] = permission(f"提出意见：{_zh}", f"Propose on: {_en}", _row.proposes)
    PERMISSIONS[f"cases.decide.{_row.kind}"] = permission(f"决定：{_zh}", f"Decide: {_en}", _row.decides)


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
