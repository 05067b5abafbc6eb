"""Who may do what to a company."""

from registry.companies.states import CompanyState
from registry.core.actor import COMPANY_ROLES, KEEPER, Actor, Role
from registry.core.errors import NotAllowed
from registry.core.labels import Label
from registry.core.permissions import Use, permission
from registry.core.permissions import require as require_permission
from registry.core.sources import Source

OFFICE = KEEPER | {Role.CLERK, Role.REVIEWER}
DECIDERS = KEEPER | {Role.REVIEWER}
ANYBODY_OF_OURS = OFFICE | {Role.COMPANY}

PERMISSIONS = {
    "companies.register": permission("登记企业", "Register a company", OFFICE, Role.COMPANY),
    "companies.apply": permission(
        "申请登记企业", "Apply for a company's registration", Role.APPLICANT, use=Use.ACCOUNTS
    ),
    "companies.read_own": permission("查看本企业", "See the own company", Role.COMPANY_CLERK, Role.COMPANY_SIGNER),
    "companies.review": permission("审核企业申请和变更", "Review applications and changes", OFFICE),
    "companies.file_change": permission("申报变更", "File a change", Role.COMPANY_CLERK, Role.COMPANY_SIGNER),
    "companies.declare": permission(
        "申报部门、装备和保险",
        "Declare department, equipment and insurance",
        ANYBODY_OF_OURS,
        Role.COMPANY_CLERK,
        Role.COMPANY_SIGNER,
    ),
    "companies.keep_contracts": permission("维护合同范本目录", "Keep the list of model contracts", OFFICE),
    "companies.change": permission("变更登记内容", "Change what is registered", ANYBODY_OF_OURS),
    "companies.correct": permission("更正登记内容", "Correct what is registered", OFFICE),
    "companies.suspend": permission("暂停登记", "Suspend a registration", DECIDERS),
    "companies.lift_suspension": permission("恢复登记", "Lift a suspension", DECIDERS),
    "companies.withdraw": permission("退出登记", "Withdraw a registration", ANYBODY_OF_OURS),
    "companies.expel": permission("除名", "Expel a company", DECIDERS),
    "companies.declare_predecessor": permission(
        "申报前身", "Declare a predecessor", ANYBODY_OF_OURS, Role.COMPANY_SIGNER
    ),
    "companies.file_withdrawal": permission("申请退出登记", "Ask for the own registration to end", Role.COMPANY_SIGNER),
    "companies.decide_predecessor": permission("认定前身", "Decide on a predecessor", DECIDERS),
    "companies.annul_predecessor": permission("撤销前身记载", "Annul a tie to a predecessor", DECIDERS),
}

STATE_PERMISSION = {
    CompanyState.SUSPENDED: "companies.suspend",
    CompanyState.APPROVED: "companies.lift_suspension",
    CompanyState.WITHDRAWN: "companies.withdraw",
    CompanyState.EXPELLED: "companies.expel",
}


def require(actor: Actor, permission: str) -> None:
    """Raises NotAllowed unless the actor's role holds the permission."""
    require_permission(actor, PERMISSIONS[permission])


def require_source(actor: Actor, source: Source) -> None:
    """Raises NotAllowed when a company would speak for the association or an authority."""
    if actor.role in COMPANY_ROLES and source is not Source.COMPANY:
        raise NotAllowed(Label("企业只能以企业申报的名义填写", "A company can only state things as a company"))
