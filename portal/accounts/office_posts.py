"""Posts at the office: a company's is given at once, one of the association or a regulator's by a second person."""

from flask import redirect, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal import ruling
from portal.accounts import blueprint
from portal.accounts.account_page import account_page, post_form
from portal.accounts.forms import ReasonForm
from portal.database import read_session, write_unit
from portal.guards import signed_in
from portal.language import text
from portal.ruling import Ruling, RulingForm
from portal.sending import tried
from portal.signing import current_actor
from portal.wiring import wiring
from registry.accounts.actions import end_post, give_post
from registry.accounts.queries import account
from registry.accounts.rules import NEEDS_TWO
from registry.areas.queries import by_code
from registry.cases.models import Case
from registry.cases.queries import case as case_of
from registry.companies.queries import refs_by_uscc
from registry.core.actor import Role
from registry.core.errors import NotAllowed
from registry.core.identifiers import normalise_identifier
from registry.posts import actions
from registry.posts.queries import asked_post


@blueprint.post("/office/accounts/<ref>/posts")
@signed_in("accounts.manage")
def office_give_post(ref: str) -> Response | tuple[str, int]:
    """Give the person a company's post, or propose any other for somebody else to decide."""
    form = post_form()
    if form.validate():
        code, role = normalise_identifier(form.uscc.data or ""), Role(form.role.data)
        company = refs_by_uscc(read_session(), [code]).get(code) if code else None

        def act(session: Session) -> str:
            actor, clock, districts = current_actor(), wiring().clock, form.districts.data or ()
            if role in NEEDS_TWO:
                actions.ask_for_post(session, actor, clock, ref, role, districts=districts, why=form.why.data or "")
            else:
                give_post(session, actor, clock, ref, role, company=company, districts=districts)
            return url_for("accounts.office_show", ref=ref)

        said = gettext("已提出，由个人信息保护负责人决定。") if role in NEEDS_TWO else gettext("已给岗位。")
        if code and company is None:
            form.uscc.errors = [gettext("登记中没有这家企业")]
        elif answer := tried(form, act, said, told=(NotAllowed,)):
            return answer
    return account_page(ref, form=form), 400


@blueprint.post("/office/accounts/<ref>/posts/<post>/end")
@signed_in("accounts.manage")
def office_end_post(ref: str, post: str) -> Response | tuple[str, int]:
    """End a post."""
    form = ReasonForm()
    if not form.validate():
        return account_page(ref, reason=form), 400
    with write_unit() as session:
        end_post(session, current_actor(), wiring().clock, post, why=form.why.data or "")
    return redirect(url_for("accounts.office_show", ref=ref), 303)


@blueprint.get("/office/posts/<ref>")
@signed_in("posts.read")
def office_post(ref: str) -> str:
    """The case about a post as it is now."""
    return _show(ref)


@blueprint.post(f"/office/posts/<ref>/<{ruling.ACTS}>")
@signed_in("posts.read")
def office_rule_post(ref: str, act: str) -> Response | tuple[str, int]:
    """Propose again, send back, or decide and give the post."""
    case = _case(ref)
    return ruling.rule(
        case, act, page=url_for("accounts.office_post", ref=ref), decide=_decide,
        show=lambda failed, form: _show(ref, failed, form),
    )  # fmt: skip


def _decide(session: Session, told: Ruling) -> None:
    actions.decide_post(session, current_actor(), wiring().clock, told.ref, **told.given)


def _case(ref: str) -> Case:
    case = case_of(read_session(), current_actor(), ref)
    asked_post(case)
    return case


def _show(ref: str, failed: str = "", broken: RulingForm | None = None) -> str:
    session, case = read_session(), _case(ref)
    asked = asked_post(case)
    areas = [(code, by_code(session, code)) for code in asked.districts]
    return render_template(
        "accounts/office/post.html", asked=asked, account=account(session, asked.account),
        districts=[text(area.name) if area else code for code, area in areas],
        **ruling.shown(case, failed, broken),
    )  # fmt: skip
