"""What stands in the menus of the desks: one row per page, shown to whoever holds its permission."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from registry.accounts.rules import home_of
from registry.core.actor import Actor
from registry.core.permissions import allows
from registry.permissions import PERMISSIONS


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A page of one desk (company, office, regulator, or own for applicants)."""

    desk: str
    endpoint: str
    permission: str
    words: str


# The first row that a post may open is where its day begins.
MENU: tuple[MenuItem, ...] = (
    MenuItem("own", "companies.own_tasks", "companies.apply", _l("我的申请")),
    MenuItem("company", "companies.company_home", "companies.read_own", _l("本企业")),
    MenuItem("office", "cases.office_worklist", "cases.worklist", _l("工作清单")),
    MenuItem("office", "looks.office_people", "looks.search_people", _l("查找人员")),
    MenuItem("office", "rights.office_new", "rights.file", _l("权利请求")),
    MenuItem("office", "redactions.office_new", "redactions.propose", _l("删除公开内容")),
    MenuItem("office", "rights.office_retention", "rights.retention", _l("保存期限")),
    MenuItem("office", "audit.office_trace", "audit.read", _l("操作痕迹")),
    MenuItem("office", "looks.office_looks", "looks.review", _l("查看记录")),
    MenuItem("office", "looks.office_requests", "looks.request", _l("批量查看申请")),
    MenuItem("office", "permits.office_list", "permits.desk", _l("上门服务证")),
    MenuItem("company", "permits.company_list", "permits.own", _l("上门服务证")),
    MenuItem("company", "background_checks.company_due", "background_checks.read_own", _l("背景核查")),
    MenuItem("company", "training.company_overview", "training.read_own", _l("培训")),
    MenuItem("company", "workers.company_list", "workers.read_own", _l("人员")),
    MenuItem("company", "rosters.company_upload", "rosters.upload", _l("上传名单")),
    MenuItem("company", "accounts.company_list", "accounts.company_clerks", _l("经办人账号")),
    MenuItem("office", "companies.office_find", "companies.review", _l("企业")),
    MenuItem("office", "background_checks.office_due", "background_checks.read", _l("背景核查")),
    MenuItem("office", "qualifications.office_queue", "qualifications.read", _l("证书")),
    MenuItem("office", "training.office_overview", "training.read", _l("培训")),
    MenuItem("office", "workers.office_additions", "workers.transfers", _l("新报人员")),
    MenuItem("office", "workers.office_code", "workers.issue_codes", _l("本人一次性码")),
    MenuItem("office", "accounts.office_list", "accounts.read", _l("账号")),
    MenuItem("office", "accounts.office_permissions", "accounts.read", _l("权限表")),
    MenuItem("office", "operations.office_show", "operations.read", _l("运行状况")),
    MenuItem("office", "operations.office_reviews", "operations.review", _l("安全检查登记")),
    MenuItem("office", "tasks.office_mail", "tasks.operate", _l("邮件与任务")),
    MenuItem("office", "working_days.office_show", "working_days.read", _l("工作日历")),
    MenuItem("regulator", "supervision.regulator_home", "supervision.read", _l("辖区情况")),
)


def menu_of(actor: Actor) -> list[MenuItem]:
    """The rows that a post may open, in order."""
    desk = home_of(actor.role)
    return [item for item in MENU if item.desk == desk and allows(actor, PERMISSIONS[item.permission])]
