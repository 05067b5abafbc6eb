"""Components of the background check (domain table background_checks.csv) and their outcomes."""

from registry.core.labels import LabelledEnum


class Component(LabelledEnum):
    """What is checked. Validity, source of truth and legal basis stand in the table."""

    BC1 = "BC1", "身份核验", "Identity"
    BC2 = "BC2", "违法犯罪记录查询", "Criminal record query"
    BC3 = "BC3", "家政信用背景核查", "Home-service credit background check"
    BC4 = "BC4", "健康体检", "Health check"
    BC5 = "BC5", "失信被执行人查询", "Judgment debtor query"
    BC6 = "BC6", "技能等级证书核验", "Skill certificate verification"
    BC7 = "BC7", "学历核验", "Education verification"
    BC8 = "BC8", "工作经历核验", "Work history verification"
    BC9 = "BC9", "商业保险", "Insurance"
    BC10 = "BC10", "上门服务证", "Service permit"
    BC11 = "BC11", "心理筛查", "Psychological screening"
    BC12 = "BC12", "岗前培训", "Pre-job training"


# BC5 concerns companies, BC7 and BC11 are never public, BC10 is the permit's own face.
PUBLIC = (
    Component.BC1,
    Component.BC2,
    Component.BC3,
    Component.BC4,
    Component.BC6,
    Component.BC8,
    Component.BC9,
    Component.BC12,
)


class Outcome(LabelledEnum):
    """The five outcomes, kept apart inside."""

    CLEAR = "clear", "通过", "Clear"
    ADVERSE = "adverse", "未通过", "Adverse"
    PENDING = "pending", "核查中", "Pending"
    NOT_CHECKED = "not_checked", "未核查", "Not checked"
    COULD_NOT = "could_not", "未能核查", "Could not be checked"


class PublicOutcome(LabelledEnum):
    """The three that anyone may see: adverse, pending and not checked read alike."""

    CLEAR = "clear", "核查通过", "Checked and clear"
    NONE = "none", "目前无有效核查", "No valid check at present"
    COULD_NOT = "could_not", "未能核查", "Could not be checked"


DECISIVE = frozenset({Outcome.CLEAR, Outcome.ADVERSE})


class RequestState(LabelledEnum):
    """A check that was asked for."""

    OPEN = "open", "待核查", "To be made"
    ANSWERED = "answered", "已有结果", "Answered"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class FindingState(LabelledEnum):
    """An adverse result on its way."""

    PROPOSED = "proposed", "待另一人决定", "To be decided by somebody else"
    UPHELD = "upheld", "认定未通过", "Upheld"
    DISMISSED = "dismissed", "不予认定", "Dismissed"


class DueIn(LabelledEnum):
    """How soon a check is to be made again."""

    OVERDUE = "overdue", "已过期", "Overdue"
    IN_30 = "30", "30 天内到期", "Within 30 days"
    IN_60 = "60", "60 天内到期", "Within 60 days"
    IN_90 = "90", "90 天内到期", "Within 90 days"
