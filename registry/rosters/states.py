"""How far a roster that a company uploaded has come."""

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
