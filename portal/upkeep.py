"""Backups, verification, queue, calendar, mail: pure judgements and their measuring, for doctor and operations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from portal.backup.ledger import read
from portal.backup.manifest import BackupRefused
from portal.backup.unfinished import MARK
from portal.examination import Level, Remark, good, wrong
from portal.settings import Settings
from registry.core.clock import shanghai_date
from registry.core.labels import Label
from registry.operations.queries import newest_backup, newest_drill, newest_verification
from registry.record import reading
from registry.tasks.queries import QueueState, queue_state
from registry.tasks.states import JobState
from registry.working_days.queries import years

VERIFICATION_AGE = timedelta(hours=48)
QUEUE_ALLOWED = timedelta(minutes=10)
DRILL_AGE = timedelta(days=92)  # a drill each quarter at the least (R171)
YEAR_AHEAD_DAYS = 90  # the notice comes in the autumn; from then on limits reach into the next year
YEAR_URGENT_DAYS = 30


@dataclass(frozen=True, slots=True)
class BackupState:
    """When the last backup was made, when one was last tried out, and whether that went well."""

    made_at: datetime | None = None
    drilled_at: datetime | None = None
    passed: bool | None = None


def note(zh: str, en: str) -> Remark:
    """A remark that is neither good nor wrong."""
    return Remark(Level.NOTE, Label(zh, en))


def judge_backup(state: BackupState, now: datetime, max_age_hours: int, *, production: bool) -> list[Remark]:
    """Whether there is a recent backup, and whether one was ever seen to come back whole (R126, R171)."""
    cure = "设 BACKUP_DIR 让后台每夜备份，或运行 flask backup 文件夹", "set BACKUP_DIR, or run `flask backup FOLDER`"
    if state.made_at is None:
        if production:
            return [wrong("还没有备份", "there is no backup", *cure)]
        return [note("还没有备份（非正式运行）", "there is no backup (not in production)")]
    hours = int((now - state.made_at) / timedelta(hours=1))
    zh, en = f"最近的备份在 {hours} 小时前", f"the last backup is {hours} hours old"
    remarks = [wrong(zh, en, *cure) if now - state.made_at > timedelta(hours=max_age_hours) else good(zh, en)]
    trial = "运行 flask backup drill", "run `flask backup drill`"
    if state.passed is False:
        more = (
            "另做一份备份并再演练，查明旧备份为何损坏",
            "make another backup and try it; find out why the old one is damaged",
        )
        remarks.append(wrong("最近一次恢复演练失败", "the last drill failed", *more))
    elif state.drilled_at is None:
        remarks.append(wrong("备份从未演练过恢复", "no backup was ever restored for trial", *trial))
    elif now - state.drilled_at > DRILL_AGE:
        remarks.append(wrong("恢复演练已超过一个季度", "the last drill is more than a quarter ago", *trial))
    else:
        remarks.append(good("备份经过恢复演练", "a backup was restored for trial"))
    return remarks


def judge_verification(made_at: datetime | None, failed_at: int | None, what: Label | None, now: datetime) -> Remark:
    """What the worker's daily recomputation of record and trace found."""
    if made_at is None:
        return note("后台还没有核对过记录与痕迹", "the worker has not verified record and trace yet")
    if failed_at is not None and what is not None:
        cure = "停止写入，保留现场，查明原因再恢复备份", "stop writing, keep all as it is, find the cause, then restore"
        return wrong(f"核对不符，第 {failed_at} 条：{what.zh}", f"verification fails at {failed_at}: {what.en}", *cure)
    if now - made_at > VERIFICATION_AGE:
        cure = "后台进程没有运行：启动 flask work", "the worker is not running: start `flask work`"
        return wrong("记录与痕迹超过两天没有核对", "record and trace were not verified for two days", *cure)
    return good("记录与痕迹每日核对相符", "record and trace were verified and are whole")


def judge_queue(state: QueueState, now: datetime) -> list[Remark]:
    """Whether work waits too long, or waits for a person."""
    remarks = []
    dead, doubtful = state.of(JobState.DEAD), state.of(JobState.DOUBTFUL)
    if dead or doubtful:
        cure = "在“邮件与任务”页面看原因，再试或办结", "see why on the page “Mail and tasks”, then try again or close"
        zh = f"后台任务：{dead} 项已停止，{doubtful} 项结果不明"
        remarks.append(wrong(zh, f"jobs: {dead} given up, {doubtful} of unknown outcome", *cure))
    if state.waiting_since is not None and now - state.waiting_since > QUEUE_ALLOWED:
        cure = "后台进程没有跟上或没有运行：启动 flask work", "the worker is behind or not running: start `flask work`"
        remarks.append(wrong("后台任务等待超过十分钟", "jobs have waited for more than ten minutes", *cure))
    waiting = state.of(JobState.QUEUED)
    return remarks or [good(f"后台任务正常，{waiting} 项在排队", f"background work is well, {waiting} waiting")]


def judge_calendar(loaded: frozenset[int], provisional: frozenset[int], today: date) -> list[Remark]:
    """Whether time limits can be counted now, and into the year that begins soon."""
    remarks = []
    cure = (
        "运行 flask working-days load {0}，或在“工作日历”手工录入",
        "run `flask working-days load {0}`, or enter it by hand",
    )
    if today.year not in loaded:
        words = [text.format(today.year) for text in cure]
        remarks.append(
            wrong(f"没有载入 {today.year} 年工作日", f"the working days of {today.year} are missing", *words)
        )
    following = today.year + 1
    left = (date(following, 1, 1) - today).days
    if following not in loaded and left <= YEAR_AHEAD_DAYS:
        zh = f"{following} 年工作日还没有载入，跨年的期限暂时无法计算"
        en = f"the working days of {following} are not loaded: limits into it cannot be counted"
        words = [text.format(following) for text in cure]
        remarks.append(wrong(zh, en, *words) if left <= YEAR_URGENT_DAYS else note(zh, en))
    for year in sorted(provisional):
        remarks.append(note(f"{year} 年工作日历待确认", f"the working days of {year} are provisional"))
    return remarks or [good("工作日历可用", "the calendar of working days is in place")]


def judge_mail(settings: Settings) -> Remark:
    """Whether mail can leave."""
    if settings.smtp_url:
        return good("邮件经 SMTP 发出", "mail leaves by SMTP")
    if settings.production:
        cure = "设 SMTP_URL 和 MAIL_FROM", "set SMTP_URL and MAIL_FROM"
        return wrong("没有设置邮件服务器，邮件发不出去", "no mail server is set: mail cannot leave", *cure)
    return note("邮件留在开发信箱", "mail stays in the development mailbox")


def examine_upkeep(session: Session, settings: Settings, now: datetime) -> Iterator[Remark]:
    """Every remark on how the register is kept, measured on one snapshot."""
    newest, tried = newest_backup(session), newest_drill(session)
    state = BackupState(
        newest.made_at if newest else None, tried.drilled_at if tried else None, tried.drill_passed if tried else None
    )
    yield from judge_backup(state, now, settings.backup_max_age_hours, production=settings.production)
    last = newest_verification(session)
    if last is None:
        yield judge_verification(None, None, None, now)
    else:
        what = Label(last.what_zh, last.what_en) if last.what_zh and last.what_en else None
        yield judge_verification(last.made_at, last.failed_at, what, now)
    yield from judge_queue(queue_state(session, now), now)
    rows = years(session)
    provisional = frozenset(row.year for row in rows if row.provisional)
    yield from judge_calendar(frozenset(row.year for row in rows), provisional, shanghai_date(now))
    yield judge_mail(settings)
    yield from _ledger(session, settings)


def _ledger(session: Session, settings: Settings) -> Iterator[Remark]:
    if (settings.data_dir / MARK).exists():
        cure = "清空这个位置，重新恢复", "empty the place and restore again"
        yield wrong("上一次恢复没有完成", "the last restore did not come to its end", *cure)
    if not settings.ledger_path.exists():
        return
    cure = "移走它；后台会从公开记录重新写起", "move it away; the worker writes it anew from the record"
    try:
        whose = read(settings.ledger_path).log
    except BackupRefused as problem:
        yield wrong(f"删除台账读不出：{problem}", f"the ledger of erasures cannot be read: {problem}", *cure)
        return
    if whose != reading.log_id(session):
        yield wrong("删除台账属于另一个登记库", "the ledger of erasures is of another register", *cure)
