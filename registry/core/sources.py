"""Who says so: each statement keeps its supplier (issue: a company's statement never makes green)."""

from registry.core.labels import LabelledEnum


class Source(LabelledEnum):
    """The supplier of a statement."""

    COMPANY = "company", "企业申报，协会未核验", "Stated by the company, not verified by the association"
    ASSOCIATION = "association", "协会已核验", "Verified by the association"
    AUTHORITY = "authority", "主管部门提供", "Supplied by the authority"


ATTESTED = frozenset({Source.ASSOCIATION, Source.AUTHORITY})
