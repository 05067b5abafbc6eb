"""Who may do what to a company. Signing in comes with the desk; the roles are those of registry.core.actor."""

from registry.companies.states import CompanyState
from registry.core.actor import Actor
from registry.core.errors import NotAllowed
from registry.core.labels import Label
from registry.core.sources import Source

OFFICE = frozenset({"association", "system"})
ANYBODY_OF_OURS = frozenset({"association", "system", "company"})

PERMISSIONS: dict[str, tuple[Label, frozenset[str]]] = {
    "companies.register": (Label("登记企业", "Register a company"), ANYBODY_OF_OURS),
    "companies.change": (Label("变更登记内容", "Change what is registered"), ANYBODY_OF_OURS),
    "companies.correct": (Label("更正登记内容", "Correct what is registered"), OFFICE),
    "companies.suspend": (Label("暂停登记", "Suspend a registration"), OFFICE),
    "companies.lift_suspension": (Label("恢复登记", "Lift a suspension"), OFFICE),
    "companies.withdraw": (Label("退出登记", "Withdraw a registration"), ANYBODY_OF_OURS),
    "companies.expel": (Label("除名", "Expel a company"), OFFICE),
    "companies.declare_predecessor": (Label("申报前身", "Declare a predecessor"), ANYBODY_OF_OURS),
    "companies.decide_predecessor": (Label("认定前身", "Decide on a predecessor"), OFFICE),
    "companies.annul_predecessor": (Label("撤销前身记载", "Annul a tie to a predecessor"), OFFICE),
}

STATE_PERMISSION = {
    CompanyState.SUSPENDED: "companies.suspend",
    CompanyState.APPROVED: "companies.lift_suspension",
    CompanyState.WITHDRAWN: "companies.withdraw",
    CompanyState.EXPELLED: "companies.expel",
}


def require(actor: Actor, permission: str) -> None:
    """Raises NotAllowed unless the actor's role holds the permission."""
    what, roles = PERMISSIONS[permission]
    if actor.role not in roles:
        raise NotAllowed(Label(f"您不能{what.zh}", f"You may not do this: {what.en.lower()}"))


def require_source(actor: Actor, source: Source) -> None:
    """Raises NotAllowed when a company would speak for the association or an authority."""
    if actor.role == "company" and source is not Source.COMPANY:
        raise NotAllowed(Label("企业只能以企业申报的名义填写", "A company can only state things as a company"))
