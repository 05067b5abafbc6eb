"""What the gate asks for and how far it is met."""

from registry.core.labels import LabelledEnum


class Need(LabelledEnum):
    """One line of the checklist."""

    IDENTITY = "identity", "实名核验", "Identity verified"
    CRIMINAL_RECORD = "criminal_record", "违法犯罪记录查询", "Criminal record query"
    BACKGROUND = "background", "家政信用背景核查", "Home-service background check"
    HEALTH = "health", "健康体检", "Health check"
    INSURANCE = "insurance", "商业保险", "Insurance"
    TRAINING = "training", "培训考核合格", "Training passed"
    CERTIFICATE = "certificate", "对应的资格证书", "Certificate for the work"
    SCREENING = "screening", "心理筛查", "Psychological screening"


class Weight(LabelledEnum):
    """What depends on a line."""

    GATE = "gate", "发证和绿标必备", "Needed for a permit and for green"
    GREEN = "green", "绿标必备", "Needed for green"
    ADVISED = "advised", "建议", "Advised"


class Met(LabelledEnum):
    """How far a line is met. Only MET is."""

    MET = "met", "已具备", "Met"
    STATED = "stated", "企业申报，待协会核验", "Stated by the company, to be verified"
    LAPSED = "lapsed", "已过期", "Out of date"
    UNDATED = "undated", "未载明有效期", "No end date stated"
    COULD_NOT = "could_not", "未能核查", "Could not be checked"
    TOO_LOW = "too_low", "体检类别不够", "Class of health check too low"
    MISSING = "missing", "缺", "Missing"
    REFUSED = "refused", "评审组不予认可", "Not accepted by the panel"
    CLOSED = "closed", "考核未通过，须重新考核", "Exam not passed; to be examined again"
