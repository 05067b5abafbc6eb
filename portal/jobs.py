"""What the worker does besides indexing: one job at a time, beside it, so that neither ever waits for the other."""

import logging
import os
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.backup.drilling import drill
from portal.backup.making import make
from portal.database import make_reader, unit
from portal.index_key import IndexKeyChanged
from portal.mailing import NotSent, PerhapsSent, send
from portal.roster_work import SPAN, RosterWork
from portal.settings import Settings
from portal.verifying import check_all
from registry.audit.actions_heads import publish_head
from registry.background_checks.due import all_due, replace_all
from registry.companies.actions_filing import END_EMPLOYMENTS
from registry.core.actor import SYSTEM
from registry.core.clock import Clock, day_start, shanghai_date
from registry.core.crypto import KeyRing
from registry.looks.finding import behind, catch_up
from registry.operations.actions import note_verification
from registry.rights.actions_retention import run_retention
from registry.rosters.actions_rulings import RULE
from registry.rosters.actions_uploads import APPLY, CHECK
from registry.tasks import queue
from registry.tasks.actions import MAIL, enqueue
from registry.tasks.queue import Leased
from registry.tasks.rules import LEASE, given_up
from registry.workers.actions_employment import end_all

log = logging.getLogger("portal.jobs")

PAUSE_SECONDS = 0.5
AFTER_FAILURE_SECONDS = 5.0
SETTLING = timedelta(minutes=1)  # what a day already owes waits until the worker has come up
LONG = timedelta(hours=2)  # how long a job over the whole register may be silent


@dataclass(frozen=True, slots=True)
class Bench:
    """What a job may reach for. `reader` gives snapshots, `writer` is for `unit` only."""

    settings: Settings
    clock: Clock
    keyring: KeyRing
    reader: Engine
    writer: Engine
    holder: str

    def begin(self, leased: Leased) -> bool:
        """Commit that an effect that cannot be taken back may happen from now on; False: the lease was lost."""
        with unit(self.writer, self.settings) as session:
            return queue.begin(session, self.clock, leased, self.holder)


Run = Callable[[Bench, Leased], None]


@dataclass(frozen=True, slots=True)
class Runner:
    """How a kind of job is done. Runners may be repeated after any failure, except past `Bench.begin`.

    `daily_at` (hour, minute in Shanghai) asks for one a day by itself, `weekday` for that day of the week only.
    `when` says whether the settings want it at all.
    """

    run: Run
    span: timedelta = LEASE
    daily_at: tuple[int, int] | None = None
    weekday: int | None = None
    when: Callable[[Settings], bool] = lambda settings: True


def send_message(bench: Bench, leased: Leased) -> None:
    """Send one message; without a mail server it stays in the development mailbox, in production it waits."""
    with Session(bench.reader) as session:
        message = queue.message(session, bench.keyring, leased.payload["mail"])
    if message is None:
        return
    if not bench.settings.smtp_url:
        if bench.settings.production:
            raise NotSent("SMTP_URL is not set")
        return
    if not send(message, bench.settings, bench.clock, lambda: bench.begin(leased)):
        return
    with unit(bench.writer, bench.settings) as session:
        queue.let_go(session, message.ref)


def let_go_of_data(bench: Bench, _: Leased) -> None:
    """Run the retention rules until nothing is due."""
    while True:
        with unit(bench.writer, bench.settings) as session:
            done = run_retention(session, SYSTEM, bench.clock, bench.keyring)
        if not any(done.values()):
            return


def follow_people(bench: Bench, _: Leased) -> None:
    """Let the words by which staff find people follow the trace, a stretch at a time."""
    late = True
    while late:
        with unit(bench.writer, bench.settings) as session:
            catch_up(session)
            late = behind(session)


def end_employments(bench: Bench, leased: Leased) -> None:
    """Nobody works any longer for a company that left the register; a stretch at a time."""
    company, last = leased.payload["company"], date.fromisoformat(leased.payload["until_on"])
    ended = 1
    while ended:
        with unit(bench.writer, bench.settings) as session:
            ended = end_all(session, SYSTEM, bench.clock, company, until_on=last)


def tidy(bench: Bench, _: Leased) -> None:
    """Let go of the words of messages that were sent long ago."""
    with unit(bench.writer, bench.settings) as session:
        queue.let_go_old(session, bench.clock)


def verify_register(bench: Bench, _: Leased) -> None:
    """Recompute record and trace and keep the outcome for the operations page and the doctor."""
    with Session(bench.reader) as session:
        found = check_all(session)
    with unit(bench.writer, bench.settings) as session:
        note_verification(
            session, SYSTEM, bench.clock,
            entries=found.heads.position, rows=found.heads.rows, failed_at=found.failed_at, what=found.what,
        )  # fmt: skip


def list_due_checks(bench: Bench, _: Leased) -> None:
    """Write anew which checks are to be made again; worked out beside the writers, then put in at once."""
    with Session(bench.reader) as session:
        due = all_due(session, shanghai_date(bench.clock.now()))
    with unit(bench.writer, bench.settings) as session:
        replace_all(session, due)


def publish_trace_head(bench: Bench, _: Leased) -> None:
    """Tell the public record how far the trace goes."""
    with unit(bench.writer, bench.settings) as session:
        publish_head(session, SYSTEM, bench.clock)


def back_up(bench: Bench, _: Leased) -> None:
    """A backup of its own folder under BACKUP_DIR, named by its moment."""
    name = f"{bench.clock.now():%Y-%m-%dT%H%M%SZ}"
    make(bench.settings, bench.writer, bench.clock, bench.keyring, Path(bench.settings.backup_dir) / name)


def try_backup(bench: Bench, _: Leased) -> None:
    """Restore the newest backup for trial; a drill that fails is told by the doctor, not by this job."""
    drill(bench.settings, bench.writer, bench.clock, bench.keyring)


def check_roster(bench: Bench, leased: Leased) -> None:
    """Check an uploaded roster."""
    _rosters(bench).check(leased.payload["upload"], last=given_up(leased.attempts))


def apply_roster(bench: Bench, leased: Leased) -> None:
    """Apply a roster that its company confirmed."""
    _rosters(bench).apply(leased.payload["upload"], last=given_up(leased.attempts))


def rule_newcomers(bench: Bench, leased: Leased) -> None:
    """Carry out what an officer ruled on the newcomers of a roster."""
    _rosters(bench).rule(leased.payload["ruling"], last=given_up(leased.attempts))


def tidy_rosters(bench: Bench, _: Leased) -> None:
    """Delete what is left of uploads that ended."""
    _rosters(bench).tidy()


def _rosters(bench: Bench) -> RosterWork:
    return RosterWork(bench.settings, bench.clock, bench.keyring, bench.reader, bench.writer)


def _backed_up(settings: Settings) -> bool:
    return bool(settings.backup_dir)


SUNDAY = 6

RUNNERS: Mapping[str, Runner] = {
    MAIL: Runner(send_message),
    END_EMPLOYMENTS: Runner(end_employments, LONG),
    "trace_head": Runner(publish_trace_head, daily_at=(0, 5)),
    "checks_due": Runner(list_due_checks, LONG, daily_at=(0, 20)),
    CHECK: Runner(check_roster, SPAN),
    APPLY: Runner(apply_roster, SPAN),
    RULE: Runner(rule_newcomers, SPAN),
    "roster_tidy": Runner(tidy_rosters, daily_at=(1, 10)),
    "tidy": Runner(tidy, daily_at=(1, 0)),
    "retention": Runner(let_go_of_data, LONG, daily_at=(1, 20)),
    "person_terms": Runner(follow_people, LONG, daily_at=(1, 40)),
    "backup": Runner(back_up, LONG, daily_at=(2, 30), when=_backed_up),
    "verify": Runner(verify_register, LONG, daily_at=(3, 30)),
    "drill": Runner(try_backup, LONG, daily_at=(5, 0), weekday=SUNDAY, when=_backed_up),
}


class Jobs:
    """The queue's own worker: leases, runs, reports. Everything it knows lies in the register."""

    def __init__(
        self,
        settings: Settings,
        writer: Engine,
        clock: Clock,
        keyring: KeyRing,
        runners: Mapping[str, Runner] = RUNNERS,
    ) -> None:
        holder = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._bench = Bench(settings, clock, keyring, make_reader(settings.database), writer, holder)
        self._runners = runners
        self._asked_on: date | None = None

    def run(self, stopping: threading.Event) -> None:
        """Work until told to stop."""
        while not stopping.is_set():
            try:
                busy = self.turn()
            except IndexKeyChanged:
                log.error("the index key was changed: this worker ends, the next takes the one in force")
                stopping.set()
                return
            except Exception as problem:
                # The register itself could not be reached or written; the words of a statement stay out of the log.
                log.error("the queue could not be worked on: %s", type(problem).__name__)
                stopping.wait(AFTER_FAILURE_SECONDS)
                continue
            if not busy:
                stopping.wait(PAUSE_SECONDS)

    def turn(self) -> bool:
        """Ask for what the day owes, then do at most one job; whether one was done."""
        self._ask_for_today()
        bench = self._bench
        with Session(bench.reader) as session:
            if not queue.due(session, bench.clock.now()):
                return False
        with unit(bench.writer, bench.settings) as session:
            leased = queue.lease(session, bench.clock, bench.holder, kinds=tuple(self._runners))
            if leased is not None and (span := self._runners[leased.kind].span) > LEASE:
                queue.keep(session, bench.clock, leased, bench.holder, span=span)
        if leased is None:
            return False
        self._do(leased)
        return True

    def close(self) -> None:
        """Let go of the register."""
        self._bench.reader.dispose()

    def _do(self, leased: Leased) -> None:
        bench = self._bench
        told, final, unknown = "", False, False
        try:
            self._runners[leased.kind].run(bench, leased)
        except NotSent as problem:
            told, final = str(problem), problem.final
        except PerhapsSent as problem:
            told, unknown = str(problem), True
        except Exception as problem:
            # Its words may hold what the job was about; its kind is enough to find the place.
            told = type(problem).__name__
        with unit(bench.writer, bench.settings) as session:
            if not told:
                queue.done(session, bench.clock, leased, bench.holder)
            elif unknown:
                queue.doubtful(session, leased, bench.holder, error=told)
            else:
                queue.failed(session, bench.clock, leased, bench.holder, error=told, final=final)
        if told:
            log.error("job %s (%s) failed at attempt %d: %s", leased.ref, leased.kind, leased.attempts, told)

    def _ask_for_today(self) -> None:
        bench = self._bench
        now = bench.clock.now()
        today = shanghai_date(now)
        if self._asked_on == today:
            return
        with unit(bench.writer, bench.settings) as session:
            for kind, runner in self._runners.items():
                wanted = runner.weekday is None or runner.weekday == today.weekday()
                if runner.daily_at is None or not wanted or not runner.when(bench.settings):
                    continue
                hour, minute = runner.daily_at
                run_at = max(day_start(today) + timedelta(hours=hour, minutes=minute), now + SETTLING)
                enqueue(session, SYSTEM, bench.clock, kind=kind, payload={}, run_at=run_at, key=f"{kind}:{today}")
        self._asked_on = today
