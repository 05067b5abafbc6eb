"""What the fields of public entries are called at the office."""

from flask_babel import lazy_gettext as _l

from portal.language import text
from registry.background_checks.states import Component

_FIELDS = {
    "name_masked": _l("姓名"),
    "sex": _l("性别"),
    "age_band": _l("年龄段"),
    "native_province": _l("籍贯"),
    "since_on": _l("开始日期"),
    "until_on": _l("结束日期"),
    "company": _l("企业"),
    "services": _l("服务项目"),
    "source": _l("谁说的"),
    "scheme": _l("证书类别"),
    "level": _l("等级"),
    "title": _l("证书名称"),
    "issuer_kind": _l("颁发方"),
    "verified": _l("已核验"),
    "verified_by": _l("核验方"),
    "verified_on": _l("核验日期"),
    "how": _l("核验方式"),
    "issued_on": _l("颁发日期"),
    "valid_from": _l("有效期起"),
    "valid_until": _l("有效至"),
    "total": _l("有效学分"),
    "counted_on": _l("计算日期"),
    "renewal_due_on": _l("续证到期日"),
    "state": _l("状态"),
    "issuer": _l("发证方"),
    "decision_final": _l("决定是否终局"),
    "digest": _l("照片"),
    "confirmed": _l("已确认的服务"),
    "closed": _l("停开的服务"),
    "legal_representative": _l("法定代表人"),
    "responsible_roles": _l("负责人"),
    "item": _l("所涉信息"),
    "filed_on": _l("提出日期"),
    "decided_on": _l("决定日期"),
}


def field_words(name: str) -> str:
    """A field of a public face in the reader's language."""
    if name in Component.__members__:
        return text(Component[name])
    return str(_FIELDS.get(name, name))
