"""What becomes of checks made with a wrong number, and what of a file can go to another."""

from registry.core.labels import LabelledEnum


class ChecksMade(LabelledEnum):
    """Under which number the background checks on file were asked."""

    RIGHT = "right", "是用正确号码做的，继续有效", "Made with the right number: they stand"
    WRONG = "wrong", "是用错误号码做的，作废后重做", "Made with the wrong number: struck out, to be made again"


class Moved(LabelledEnum):
    """What lies in a person's file, by its table."""

    EMPLOYMENT = "employment", "从业经历", "Employment"
    CERTIFICATE = "certificate", "证书", "Certificates"
    STAGE = "stage", "学历和经历", "Schooling and work before"
    TRAINING = "training", "培训记录", "Training"
    CREDIT = "credit", "学分", "Credits"
    CHECK = "check", "背景核查", "Background checks"
    CONSENT = "consent", "本人同意", "Consents"
    PERMIT = "permit", "上门服务证", "Permit"
    CARD = "card", "证卡", "Cards"
    OCCASION = "occasion", "竞赛和讲座", "Contests and seminars"
    REQUEST = "request", "核查请求", "Checks asked for"
    FINDING = "finding", "不利结果", "Adverse results"
    RIGHTS = "rights", "权利请求", "Requests about personal data"
    TRANSFER = "transfer", "转会申请", "Transfers"
    LOOK = "look", "查看记录", "Looks"
    PHOTO = "photo", "照片", "Photo"


class WhichFile(LabelledEnum):
    """Whose name and identity number are the right ones when two files are joined."""

    KEPT = "kept", "保留的这份档案", "Those of the file that is kept"
    CLOSED = "closed", "并入的那份档案", "Those of the file that is closed"
