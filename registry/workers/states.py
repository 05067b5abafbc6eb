"""How far a company's wish for a registered person has come, and what a person's own code opens."""

from registry.core.labels import LabelledEnum


class TransferState(LabelledEnum):
    """The company reads "being registered" throughout; why it takes long is not its business."""

    WAITING = "waiting", "登记办理中", "Being registered"
    TAKEN = "taken", "已登记", "Registered"
    REFUSED = "refused", "未予登记", "Not registered"


class CodePurpose(LabelledEnum):
    """A code opens one thing once."""

    TRANSFER = "transfer", "同意转到另一家企业", "Agreeing to move to another company"
    OWN_PAGE = "own_page", "本人查看、撤回同意", "Seeing the own file and withdrawing consent"
