"""Mail and tasks: the development mailbox, and what waits for a person because the machine gave up."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.guards import signed_in
from portal.signing import current_actor
from portal.tasks import blueprint
from portal.wiring import wiring
from registry.tasks import queue
from registry.tasks.actions import MAIL, retry, settle
from registry.tasks.queries import jobs, mail, mails, queue_state
from registry.tasks.states import JobState

PAGE = 50
DEEPEST = 100_000  # no mail lies on a page beyond it
KINDS = {
    MAIL: _l("邮件"),
    "trace_head": _l("公布痕迹链头"),
    "tidy": _l("清理已发邮件"),
    "verify": _l("核对记录与痕迹"),
    "backup": _l("备份"),
    "drill": _l("恢复演练"),
}


@blueprint.get("/office/mail")
@signed_in("tasks.operate")
def office_mail() -> str:
    """The queue in numbers, what waits for a person, and the messages, newest first."""
    session = read_session()
    page = min(max(request.args.get("page", 1, type=int), 1), DEEPEST)
    rows, total = mails(session, limit=PAGE, offset=(page - 1) * PAGE)
    state = queue_state(session, wiring().clock.now())
    return render_template(
        "tasks/office/mail.html",
        rows=rows, total=total, page=page, last=max(-(-total // PAGE), 1),
        numbers=[(one, state.of(one)) for one in JobState], waiting=jobs(session), kinds=KINDS, shown=_shown(),
        page_address=lambda number: url_for("tasks.office_mail", page=number),
    )  # fmt: skip


@blueprint.get("/office/mail/<ref>")
@signed_in("tasks.operate")
def office_message(ref: str) -> str:
    """One message: how far it came; its words in the development mailbox only."""
    session = read_session()
    row = mail(session, ref)
    if row is None:
        abort(404)
    words = queue.message(session, wiring().keyring, ref) if _shown() else None
    return render_template("tasks/office/message.html", row=row, words=words, shown=_shown())


@blueprint.post("/office/jobs/<ref>/retry")
@signed_in("tasks.operate")
def office_retry(ref: str) -> Response:
    """Let a job run again."""
    with write_unit() as session:
        retry(session, current_actor(), wiring().clock, ref, why=request.form.get("why", "")[:200])
    flash(gettext("已放回队列。"))
    return redirect(url_for("tasks.office_mail"), 303)


@blueprint.post("/office/jobs/<ref>/settle")
@signed_in("tasks.operate")
def office_settle(ref: str) -> Response:
    """Close a job without running it."""
    with write_unit() as session:
        settle(session, current_actor(), wiring().clock, ref, why=request.form.get("why", "")[:200])
    flash(gettext("已办结，不再执行。"))
    return redirect(url_for("tasks.office_mail"), 303)


def _shown() -> bool:
    """Messages are read in the development mailbox; in production nobody reads other people's mail here."""
    return not wiring().settings.production
