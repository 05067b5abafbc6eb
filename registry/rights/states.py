"""What became of an objection, and the rules by which data goes."""

from registry.core.labels import LabelledEnum


class ObjectionState(LabelledEnum):
    """How far an objection has come; while it is open the item is marked."""

    OPEN = "open", "异议处理中", "Objection being examined"
    UPHELD = "upheld", "异议成立", "Objection upheld"
    REJECTED = "rejected", "异议不成立", "Objection rejected"


class RetentionRule(LabelledEnum):
    """A rule by which data goes when it has been kept long enough."""

    CONTACT = (
        "contact",
        "请求结案 90 天后删除联系方式和原文",
        "Contact and words of a request go 90 days after its closure",
    )
    LEAVERS = (
        "leavers",
        "离开所有企业满 2 年的人员去除身份",
        "People who left every company 2 years ago lose their names",
    )


class ComplaintTopic(LabelledEnum):
    """What a complaint about privacy is about, as the public chooses it."""

    LEAK = "leak", "有人泄露或滥用了我的信息", "Somebody leaked or misused my data"
    INTRUSION = "intrusion", "服务人员或企业偷拍、录音、打听隐私", "A worker or company filmed, recorded or pried"
    REGISTER = "register", "登记册里关于我的内容", "What the register says about me"
    OTHER = "other", "其他", "Something else"
