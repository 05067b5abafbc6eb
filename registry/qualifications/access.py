"""Who may do what about certificates, credits and the review committee."""

from registry.core.actor import KEEPER, Role
from registry.core.permissions import Use, permission

COMPANY = frozenset({Role.COMPANY_CLERK, Role.COMPANY_SIGNER})
OFFICE = KEEPER | {Role.CLERK, Role.REVIEWER}

PERMISSIONS = {
    "qualifications.read": permission(
        "查看证书和学分",
        "Read certificates and credits",
        OFFICE,
        Role.DATA_PROTECTION_OFFICER,
        use=Use.QUALIFICATION,
    ),
    "qualifications.read_own": permission(
        "查看本企业人员的证书和学分", "Read the company's certificates", COMPANY, use=Use.QUALIFICATION
    ),
    "qualifications.declare": permission("申报证书", "Declare certificates", OFFICE, COMPANY, use=Use.QUALIFICATION),
    "qualifications.verify": permission("核验证书", "Verify certificates", OFFICE, use=Use.QUALIFICATION),
    "qualifications.renew": permission("续证", "Renew a certificate", OFFICE, use=Use.QUALIFICATION),
    "qualifications.lay_down": permission("规定续证学分", "Lay down what a renewal takes", KEEPER, Role.REVIEWER),
    "qualifications.adjust": permission("调整学分", "Adjust credits", KEEPER, Role.REVIEWER, use=Use.QUALIFICATION),
    "qualifications.keep_committee": permission(
        "维护评审委员会", "Keep the committee", KEEPER, Role.REVIEWER, use=Use.QUALIFICATION
    ),
    "qualifications.rule": permission(
        "登记评审决定", "Enter a panel's ruling", KEEPER, Role.REVIEWER, use=Use.QUALIFICATION
    ),
    "qualifications.object": permission(
        "对评审决定提出异议", "Object to a ruling", OFFICE, COMPANY, use=Use.QUALIFICATION
    ),
    "qualifications.decide_objection": permission(
        "决定证书异议", "Decide an objection", KEEPER, Role.REVIEWER, use=Use.QUALIFICATION
    ),
}
