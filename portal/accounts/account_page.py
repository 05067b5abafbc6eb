"""The page of one account, with its forms."""

from flask import abort, render_template

from portal.accounts.forms import PostForm, ReasonForm
from portal.database import read_session
from portal.language import text
from portal.wiring import wiring
from registry.accounts.queries import account, email_of, memberships_of, open_sign_ins
from registry.areas.queries import children
from registry.core.actor import SIGNED_IN_ROLES, Role
from registry.core.masking import mask_email
from registry.posts.queries import asked_post, waiting_posts


def post_form() -> PostForm:
    """The form of a post with the roles and districts there are."""
    form = PostForm(prefix="post-")
    form.role.choices = [(role.value, text(role)) for role in Role if role in SIGNED_IN_ROLES]
    form.districts.choices = [
        (area.code, f"{text(area.name)} {area.code}")
        for area in children(read_session(), wiring().settings.association_city)
    ]
    return form


def account_page(ref: str, *, form: PostForm | None = None, reason: ReasonForm | None = None) -> str:
    """One account: its posts, those that wait for somebody's decision, and its sign-ins."""
    session = read_session()
    found = account(session, ref)
    if found is None:
        abort(404)
    return render_template(
        "accounts/office/show.html",
        account=found,
        email=mask_email(email_of(wiring().keyring, found)),
        posts=memberships_of(session, ref),
        waiting=[(case, asked_post(case)) for case in waiting_posts(session, ref)],
        places=open_sign_ins(session, ref, wiring().clock.now()),
        form=form or post_form(),
        reason=reason or ReasonForm(None),
    )
