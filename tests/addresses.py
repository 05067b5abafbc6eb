"""Every address behind signing in, and whose things stand in it.

An address with a parameter needs a row in SAMPLES that says which of `Things` stands for it; one that has none fails in
tests/portal/test_authorisation.py, with the row to write.
"""

from flask import Flask
from werkzeug.routing import Rule

from portal.guards import permission_of
from registry.accounts.rules import home_of
from registry.permissions import PERMISSIONS
from tests.make.belongings import Things

ROLES = (
    "applicant", "company_clerk", "company_signer", "clerk", "reviewer", "price_officer", "complaint_officer",
    "data_protection_officer", "administrator", "regulator",
)  # fmt: skip
UNKNOWN = "abcdefghijklmnopqrstuvwxyz"

# endpoint -> parameter -> what of Things stands for it; "=word" stands for itself and belongs to nobody.
SAMPLES: dict[str, dict[str, str]] = {
    "accounts.company_end_post": {"post": "post"},
    "accounts.office_end_post": {"ref": "account", "post": "post"},
    "accounts.office_give_post": {"ref": "account"},
    "accounts.office_invite_again": {"ref": "account"},
    "accounts.office_post": {"ref": "post_case"},
    "accounts.office_rule_post": {"ref": "post_case", "act": "=decide"},
    "accounts.office_show": {"ref": "account"},
    "accounts.office_state": {"ref": "account"},
    "accounts.own_act_in": {"ref": "post"},
    "background_checks.company_withdraw": {"ref": "check_request"},
    "background_checks.office_adverse": {"ref": "adverse_case"},
    "background_checks.office_decide": {"ref": "adverse_case"},
    "background_checks.office_propose": {"worker": "worker"},
    "background_checks.office_read": {"ref": "adverse_case"},
    "background_checks.office_reply": {"ref": "adverse_case"},
    "background_checks.office_send_proposal": {"worker": "worker"},
    "cases.office_bulk": {"act": "=claim"},
    "cases.office_hold": {"ref": "permit_case", "act": "=open"},
    "cases.office_show": {"ref": "permit_case"},
    "cases.office_step": {"ref": "permit_case", "act": "=note"},
    "companies.office_case": {"ref": "state_case"},
    "companies.office_end_contract": {"ref": "contract"},
    "companies.office_lift": {"ref": "company"},
    "companies.office_propose_state": {"ref": "company"},
    "companies.office_propose_tie": {"ref": "company"},
    "companies.office_show": {"ref": "company"},
    "companies.office_step": {"ref": "state_case", "act": "=decide"},
    "companies.own_section": {"section": "=entity"},
    "companies.own_sent": {"ref": "application"},
    "looks.office_number": {"ref": "worker"},
    "looks.office_open": {"ref": "worker"},
    "looks.office_open_grant": {"case": "grant_case"},
    "looks.office_person": {"ref": "worker"},
    "looks.regulator_number": {"ref": "worker"},
    "operations.office_close_review": {"ref": "review"},
    "operations.office_withdraw": {"ref": "notice"},
    "permits.company_apply": {"worker": "unpermitted"},
    "permits.company_badge": {"ref": "permit"},
    "permits.company_certificate": {"ref": "permit"},
    "permits.company_keep_photo": {"ref": "permit"},
    "permits.company_photo": {"ref": "permit"},
    "permits.company_report_lost": {"ref": "permit"},
    "permits.company_send_again": {"ref": "applied"},
    "permits.company_show": {"ref": "permit"},
    "permits.company_withdraw": {"ref": "applied"},
    "permits.office_badge": {"ref": "permit"},
    "permits.office_case": {"ref": "permit_case"},
    "permits.office_certificate": {"ref": "permit"},
    "permits.office_decide": {"ref": "permit_case"},
    "permits.office_extend": {"ref": "permit"},
    "permits.office_keep_photo": {"ref": "permit"},
    "permits.office_lift": {"ref": "permit", "act": "=lift"},
    "permits.office_photo": {"ref": "permit"},
    "permits.office_print_card": {"ref": "permit"},
    "permits.office_propose": {"ref": "permit"},
    "permits.office_report_lost": {"ref": "permit"},
    "permits.office_return": {"ref": "permit_case"},
    "permits.office_show": {"ref": "permit"},
    "persons.office_case": {"ref": "number_case"},
    "persons.office_join": {"ref": "worker"},
    "persons.office_number": {"ref": "worker"},
    "persons.office_other": {"ref": "worker"},
    "persons.office_propose_join": {"ref": "worker"},
    "persons.office_propose_number": {"ref": "worker"},
    "persons.office_propose_split": {"ref": "worker"},
    "persons.office_rule": {"ref": "number_case", "act": "=decide"},
    "persons.office_split": {"ref": "worker"},
    "qualifications.company_declare": {"ref": "worker"},
    "qualifications.company_file": {"ref": "worker"},
    "qualifications.company_object": {"ref": "worker", "ruling": "ruling"},
    "qualifications.office_certificate": {"ref": "certificate"},
    "qualifications.office_decide": {"ref": "objection_case"},
    "qualifications.office_end_member": {"member": "member"},
    "qualifications.office_file": {"ref": "worker"},
    "qualifications.office_object": {"ref": "certificate", "ruling": "ruling"},
    "qualifications.office_objection": {"ref": "objection_case"},
    "qualifications.office_propose": {"ref": "objection_case"},
    "qualifications.office_renew": {"ref": "certificate"},
    "qualifications.office_rule": {"ref": "certificate"},
    "qualifications.company_remove_stage": {"ref": "worker", "stage": "stage"},
    "qualifications.company_stages": {"ref": "worker"},
    "qualifications.office_stage": {"ref": "worker", "stage": "stage"},
    "qualifications.office_tie": {"member": "member"},
    "redactions.office_case": {"ref": "redaction_case"},
    "redactions.office_entries": {"ref": "worker"},
    "redactions.office_rule": {"ref": "redaction_case", "act": "=decide"},
    "rights.office_filed": {"ref": "rights_case"},
    "rights.office_rule": {"ref": "rights_case", "act": "=decide"},
    "rights.office_show": {"ref": "rights_case"},
    "rosters.company_cancel": {"ref": "upload"},
    "rosters.company_confirm": {"ref": "upload"},
    "rosters.company_errors": {"ref": "upload"},
    "rosters.company_newcomers": {"ref": "upload"},
    "rosters.company_progress": {"ref": "upload"},
    "rosters.company_show": {"ref": "upload"},
    "rosters.office_newcomers": {"ref": "newcomers_case"},
    "rosters.office_open_newcomers": {"ref": "newcomers_case"},
    "rosters.office_progress": {"ref": "newcomers_case"},
    "rosters.office_rule_newcomers": {"ref": "newcomers_case"},
    "supervision.regulator_company": {"ref": "company"},
    "supervision.regulator_list": {"what": "=checks"},
    "supervision.regulator_sheet": {"ref": "company"},
    "tasks.office_message": {"ref": "mail"},
    "tasks.office_retry": {"ref": "job"},
    "tasks.office_settle": {"ref": "job"},
    "training.company_evaluate": {"ref": "session"},
    "training.company_results": {"ref": "session"},
    "training.company_session": {"ref": "session"},
    "training.office_confirm": {"ref": "session"},
    "training.office_evaluate": {"ref": "session"},
    "training.office_programme": {"ref": "programme"},
    "training.office_results": {"ref": "session"},
    "training.office_revise": {"ref": "programme"},
    "training.office_session": {"ref": "session"},
    "training.office_strike_out": {"ref": "session", "record": "record"},
    "training.office_withdraw": {"ref": "programme"},
    "workers.company_consent": {"ref": "worker"},
    "workers.company_edit": {"ref": "worker"},
    "workers.office_decide_transfer": {"ref": "transfer_case"},
    "workers.office_open_transfer": {"ref": "transfer_case"},
    "workers.office_transfer": {"ref": "transfer_case"},
    "working_days.office_remove": {"day": "=2026-10-01"},
}


def guarded(app: Flask) -> list[Rule]:
    """Every rule behind signing in."""
    return [rule for rule in app.url_map.iter_rules() if permission_of(app.view_functions[rule.endpoint])]


def held(app: Flask, rule: Rule, role: str) -> bool:
    """Whether a post may call a view: it holds the permission, and the page is one of its own desk."""
    permission = PERMISSIONS[permission_of(app.view_functions[rule.endpoint]) or ""]
    desk = rule.endpoint.partition(".")[2].split("_")[0]
    return role in permission.roles and desk in {"own", home_of(role)}


def methods(rule: Rule) -> list[str]:
    """What a view takes, but for what every view takes."""
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def address(app: Flask, rule: Rule, things: Things | None) -> str:
    """The address of a rule for somebody's things, or for nobody's."""
    row = SAMPLES.get(rule.endpoint, {})
    values = {name: one[1:] if one.startswith("=") else things[one] if things else UNKNOWN for name, one in row.items()}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values)


def tenant(rule: Rule) -> bool:
    """Whether the address names something that belongs to somebody."""
    return any(not one.startswith("=") for one in SAMPLES.get(rule.endpoint, {}).values())
