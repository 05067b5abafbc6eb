"""How far a roster that a company uploaded has come, and each of its newcomers."""

from registry.core.labels import LabelledEnum


class UploadState(LabelledEnum):
    """received → checking → ready or refused; ready → applying → applied; failed and cancelled end it anywhere."""

    RECEIVED = "received", "已收到", "Received"
    CHECKING = "checking", "检查中", "Being checked"
    READY = "ready", "待确认", "To be confirmed"
    REFUSED = "refused", "有错误，未导入", "Has errors, not applied"
    APPLYING = "applying", "写入中", "Being applied"
    APPLIED = "applied", "已导入", "Applied"
    FAILED = "failed", "未成功", "Failed"
    CANCELLED = "cancelled", "已取消", "Cancelled"


LIVE = (UploadState.RECEIVED, UploadState.CHECKING, UploadState.READY, UploadState.APPLYING)
AT_WORK = (UploadState.RECEIVED, UploadState.CHECKING, UploadState.APPLYING)


class NewcomerState(LabelledEnum):
    """What became of a person whom a roster names and the company does not employ; the labels are the company's."""

    WAITING = "waiting", "等协会核对", "Waits for the association"
    ENTERED = "entered", "已登记", "Registered"
    REFUSED = "refused", "未予登记", "Not registered"
    # The officers' own: the company goes on reading that the person waits.
    ASKED = "asked", "已转入人员转会", "Handed to transfers"


class Match(LabelledEnum):
    """What the register knows of a newcomer. Officers' eyes only."""

    NONE = "none", "登记中没有", "In no register"
    PERSON = "person", "已登记", "Registered already"
    PERMIT = "permit", "证号已属他人", "Permit number of another person"


class RulingAct(LabelledEnum):
    """What an officer does to newcomers."""

    CONFIRM = "confirm", "确认登记", "Register"
    TRANSFER = "transfer", "转入人员转会（凭本人的码）", "Hand to transfers (by the person's own code)"
    REFUSE = "refuse", "不予登记", "Refuse"


class RulingState(LabelledEnum):
    """How far carrying out a ruling has come."""

    ASKED = "asked", "办理中", "Being carried out"
    APPLIED = "applied", "已办完", "Carried out"
    FAILED = "failed", "未成功", "Failed"
