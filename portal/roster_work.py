"""What the worker does with an uploaded roster: check it, apply it once confirmed, carry out rulings on newcomers.

Each may be repeated after a killed worker: the row says where to begin, and applying is one transaction with its end.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.database import large_unit, unit
from portal.roster_files import RosterFiles, Stage
from portal.settings import Settings
from registry.core.actor import SYSTEM, Actor
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.core.errors import Busy, RegistryError
from registry.core.labels import Label
from registry.rosters.actions import MOVED_ON, apply_workers
from registry.rosters.actions_newcomers import forget_refused
from registry.rosters.actions_rulings import apply_ruling, begin_ruling, note_ruling_failed
from registry.rosters.actions_uploads import (
    begin_apply,
    begin_check,
    give_up_old,
    note_applied,
    note_checked,
    note_failed,
)
from registry.rosters.preparing import prepare_workers
from registry.rosters.queries_uploads import living_refs
from registry.rosters.staging import Staging
from registry.rosters.states import UploadState
from registry.rosters.uploads import summary_of
from registry.rosters.workbook import write_errors

SPAN = timedelta(minutes=10)  # how long a worker may be silent over one file
ERRORS_KEPT = timedelta(days=7)  # how long an error workbook can be fetched
BROKEN = Label(
    "系统没有能办完，名单没有导入；请稍后再上传一次",
    "The system could not finish; nothing was applied, please try again later",
)
Fail = Callable[[Session, Actor, Clock, str, Label], None]


class RosterWork:
    """The worker's hands for one register. `writer` is for `unit` only."""

    def __init__(self, settings: Settings, clock: Clock, keyring: KeyRing, reader: Engine, writer: Engine) -> None:
        self._settings = settings
        self._clock = clock
        self._keyring = keyring
        self._reader = reader
        self._unit = partial(unit, writer, settings)
        self._large_unit = partial(large_unit, writer, settings)
        self._files = RosterFiles(settings.staging_dir, keyring)

    def check(self, ref: str, *, last: bool) -> None:
        """Read the file, compare it with the register, keep what was found. `last`: nobody will try again."""
        with self._unit() as session:
            begun = begin_check(session, SYSTEM, self._clock, ref)
        if begun is None:
            return
        terms, lang = begun

        def work() -> None:
            with (
                self._files.opened(ref) as path,
                Staging(self._settings.staging_dir) as staging,
                Session(self._reader) as reading,
            ):
                plan = prepare_workers(reading, self._clock, self._keyring, staging, path, terms, self._teller(ref))
                if plan.errors or plan.warnings:
                    with self._files.workbook(ref) as out:
                        write_errors(plan, path, out, lang)
                summary = summary_of(plan)
            with self._unit() as session:
                state = note_checked(session, SYSTEM, self._clock, ref, summary)
            if state is not UploadState.READY:
                self._files.drop(ref, errors=state is None)

        self._trying(ref, work, last=last)

    def apply(self, ref: str, *, last: bool) -> None:
        """Apply a confirmed file in the confirmer's name: all of it, and the upload's end, in one transaction."""
        with self._unit() as session:
            begun = begin_apply(session, SYSTEM, self._clock, ref)
        if begun is None:
            return
        terms, confirmer = begun

        def work() -> None:
            told = self._teller(ref)
            with (
                self._files.opened(ref) as path,
                Staging(self._settings.staging_dir) as staging,
                Session(self._reader) as reading,
            ):
                plan = prepare_workers(reading, self._clock, self._keyring, staging, path, terms, told)
                if not plan.is_good:
                    raise RegistryError(MOVED_ON)
                reading.rollback()
                with self._large_unit() as session:
                    done = apply_workers(session, confirmer, self._clock, self._keyring, plan, told)
                    note_applied(session, confirmer, self._clock, ref, summary_of(plan, done))
            self._files.drop(ref, errors=False)

        self._trying(ref, work, last=last)

    def rule(self, ref: str, *, last: bool) -> None:
        """Carry out what an officer ruled on newcomers: all of it, and the ruling's end, in one transaction."""
        with self._unit() as session:
            ruling = begin_ruling(session, SYSTEM, self._clock, ref)
        if ruling is None:
            return

        def work() -> None:
            with self._large_unit() as session:
                apply_ruling(session, SYSTEM, self._clock, self._keyring, ruling, self._teller(ref))
            self._files.drop(ref, errors=False)

        self._trying(ref, work, last=last, fail=note_ruling_failed)

    def tidy(self) -> None:
        """Give up what nobody confirmed, let go of the names of the refused, delete the files of uploads that ended."""
        with self._unit() as session:
            give_up_old(session, SYSTEM, self._clock)
            forget_refused(session, SYSTEM, self._clock)
        with Session(self._reader) as session:
            living = living_refs(session)
        self._files.drop_others(living, (self._clock.now() - ERRORS_KEPT).timestamp())

    def _trying(self, ref: str, work: Callable[[], None], *, last: bool, fail: Fail = note_failed) -> None:
        """A refusal of the register ends it with its words; anything else is tried again by the queue."""
        try:
            work()
        except Busy:
            if last:
                self._fail(ref, BROKEN, fail)
            raise
        except RegistryError as refusal:
            self._fail(ref, refusal.message, fail)
        except Exception:
            if last:
                self._fail(ref, BROKEN, fail)
            raise

    def _fail(self, ref: str, words: Label, fail: Fail) -> None:
        with self._unit() as session:
            fail(session, SYSTEM, self._clock, ref, words)
        self._files.drop(ref, errors=False)

    def _teller(self, ref: str) -> Callable[[str, int, int | None], None]:
        def told(stage: str, done: int, total: int | None) -> None:
            self._files.tell(ref, Stage(stage, done, total))

        return told
