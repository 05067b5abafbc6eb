"""Which page of which feature shows and decides a kind of case; kinds without a row are worked on the general page.

A feature whose verb must decide and apply in one transaction puts its own page here: the general page then links there
and offers no decision of its own.
"""

from flask import url_for
from flask_babel import lazy_gettext as _l

from registry.cases.states import CaseKind
from registry.rights.rules import LIMITS

PAGES: dict[CaseKind, str] = {
    **dict.fromkeys(LIMITS, "rights.office_show"),
    CaseKind.COMPANY_APPLICATION: "companies.office_case",
    CaseKind.COMPANY_CHANGE: "companies.office_case",
    CaseKind.COMPANY_SUSPENSION: "companies.office_case",
    CaseKind.COMPANY_EXPULSION: "companies.office_case",
    CaseKind.SUCCESSION: "companies.office_case",
    CaseKind.CHECK_ADVERSE: "background_checks.office_adverse",
    CaseKind.CERTIFICATE_OBJECTION: "qualifications.office_objection",
    CaseKind.TRANSFER: "workers.office_transfer",
    CaseKind.ROSTER_NEWCOMERS: "rosters.office_newcomers",
    CaseKind.PERMIT_APPLICATION: "permits.office_case",
    CaseKind.PERMIT_SUSPENSION: "permits.office_case",
    CaseKind.PERMIT_REVOCATION: "permits.office_case",
    CaseKind.IDENTITY_CORRECTION: "persons.office_case",
    CaseKind.PERSONS_JOIN: "persons.office_case",
    CaseKind.PERSONS_SPLIT: "persons.office_case",
    CaseKind.REDACTION: "redactions.office_case",
    CaseKind.ACCOUNT_ROLE: "accounts.office_post",
}

# Words for what cases hold besides their subject (payload); a key without words is not shown on the general page.
FACTS: dict[str, str] = {
    "purpose": _l("用途"),
    "scope": _l("范围"),
    "fields": _l("字段"),
    "count": _l("数量"),
    "until": _l("有效至"),
    "channel": _l("渠道"),
    "item": _l("所涉信息"),
    "rule": _l("依据"),
}


def own_page(kind: CaseKind, ref: str) -> str | None:
    """The address of the feature's own page for this case, or None."""
    endpoint = PAGES.get(kind)
    return url_for(endpoint, ref=ref) if endpoint else None
