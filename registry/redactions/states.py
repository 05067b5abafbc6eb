"""Under which rule values leave the record, and who asked. Both become public: neither names anybody."""

from registry.core.labels import LabelledEnum


class Rule(LabelledEnum):
    """The ground; its Chinese words stand in the redaction entry."""

    NO_LONGER_NEEDED = "PIPL-47", "个人信息保护法第四十七条", "Personal Information Protection Law 47"
    WRONG = "PIPL-46", "个人信息保护法第四十六条", "Personal Information Protection Law 46"
    WITHOUT_BASIS = "PIPL-13", "个人信息保护法第十三条（公示没有依据）", "Personal Information Protection Law 13"
    COURT = "court", "生效裁判", "A court decision in force"
    AUTHORITY = "authority", "主管部门决定", "A decision of the authority"


class AskedBy(LabelledEnum):
    """In which capacity it was asked."""

    PERSON = "person", "本人", "The person"
    COMPANY = "company", "企业", "The company"
    COURT = "court", "法院", "A court"
    AUTHORITY = "authority", "主管部门", "The authority"
    ASSOCIATION = "association", "协会自查", "The association itself"
