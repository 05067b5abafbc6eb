"""What of a person is looked at, and what for."""

from registry.core.labels import LabelledEnum


class Seen(LabelledEnum):
    """What was looked at."""

    LIST = "list", "在查询结果中看到（部分遮盖）", "Seen in a search result, masked in part"
    FILE = "file", "查看档案", "The person's file"
    ID_NUMBER = "id_number", "完整身份证号", "The whole identity number"
    PHONE = "phone", "完整手机号", "The whole phone number"
    BIRTH_DATE = "birth_date", "完整出生日期", "The whole date of birth"
    EXPORT = "export", "导出", "An export"


UNMASKED = (Seen.ID_NUMBER, Seen.PHONE, Seen.BIRTH_DATE)


class Purpose(LabelledEnum):
    """What for; chosen before anything is shown."""

    CASE = "case", "办理案件", "Work on a case"
    INQUIRY = "inquiry", "答复本人或企业的询问", "Answer a question of the person or the company"
    VERIFY = "verify", "核对登记内容", "Verify what is registered"
    RIGHTS = "rights", "处理个人信息权利请求", "A request under the personal information law"
    INSPECTION = "inspection", "监督检查", "Supervision"
    EMERGENCY = "emergency", "处置突发事件", "An emergency"


class GrantKind(LabelledEnum):
    """What an approval allows beyond the daily limit."""

    UNMASK = "unmask", "批量查看完整信息", "Unmask in bulk"
    EXPORT = "export", "导出", "Export"
