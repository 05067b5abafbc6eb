"""What stands in the menus of the desks: one row per page, shown to whoever holds its permission."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from registry.accounts.rules import home_of
from registry.core.actor import Actor
from registry.core.permissions import allows
from registry.permissions import PERMISSIONS


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A page of one desk (company, office or regulator)."""

    desk: str
    endpoint: str
    permission: str
    words: str


# The first row that a post may open is where its day begins.
MENU: tuple[MenuItem, ...] = (
    MenuItem("office", "cases.office_worklist", "cases.worklist", _l("工作清单")),
    MenuItem("company", "accounts.company_list", "accounts.company_clerks", _l("经办人账号")),
    MenuItem("office", "accounts.office_list", "accounts.read", _l("账号")),
    MenuItem("office", "accounts.office_permissions", "accounts.read", _l("权限表")),
    MenuItem("office", "operations.office_show", "operations.read", _l("运行状况")),
    MenuItem("office", "operations.office_reviews", "operations.review", _l("安全检查登记")),
    MenuItem("office", "tasks.office_mail", "tasks.operate", _l("邮件与任务")),
    MenuItem("office", "working_days.office_show", "working_days.read", _l("工作日历")),
)


def menu_of(actor: Actor) -> list[MenuItem]:
    """The rows that a post may open, in order."""
    desk = home_of(actor.role)
    return [item for item in MENU if item.desk == desk and allows(actor, PERMISSIONS[item.permission])]
