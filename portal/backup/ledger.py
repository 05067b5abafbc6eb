"""The ledger of erasures: one fsynced line per redaction or withdrawn consent, outside every backup (safety 4.4, F21).

It follows the record from its own position like every other reader of it, so whatever was killed is made up for, and
it is brought up to date before erased bytes are reported gone and before a backup ends. A restored register lacks
what came after its backup: from there on the same numbers mean other entries, which a `restored` line marks.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import orjson
from sqlalchemy.orm import Session

from portal.backup.manifest import BackupRefused
from portal.backup.private import PRIVATE
from portal.verifying import Heads
from registry.audit.verify import newest
from registry.operations.erasures import Erasure, PrivateErasure, StandingConsents, lines_after, private_after
from registry.record import reading

Line = Erasure | StandingConsents | PrivateErasure


@dataclass(frozen=True, slots=True)
class Kept:
    """What a ledger holds: whose it is, how far it has followed the record and the trace, and its lines."""

    log: str
    position: int
    rows: int
    lines: tuple[Line, ...]


class Ledger:
    """The ledger of one register."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = (0, 0)

    def follow(self, session: Session) -> int:
        """Append what record and trace have told since; returns how many lines. Raises BackupRefused if foreign."""
        here = (reading.position(session), (newest(session) or (0, b""))[0])
        if not here[0] or here == self._seen:
            return 0
        with self._locked() as file:
            kept = _parsed(file)
            log = reading.log_id(session)
            if kept is None:
                _append(file, [{"what": "ledger", "log": log}])
            elif kept.log != log:
                raise BackupRefused(
                    f"删除台账 {self._path} 属于另一个登记库，请移走", f"the ledger {self._path} is of another register"
                )
            position = max(kept.position if kept else 0, self._seen[0])
            row = max(kept.rows if kept else 0, self._seen[1])
            count = 0
            while found := lines_after(session, position):
                _append(file, [line.plain() for line in found])
                position = found[-1].seq
                count += len(found)
            while acts := private_after(session, row, PRIVATE):
                _append(file, [act.plain() for act in acts])
                row = acts[-1].row
                count += len(acts)
        self._seen = here
        return count

    def begin_after_restore(self, lines: tuple[Line, ...], heads: Heads) -> None:
        """The ledger of a restored register: the lines of the old one, then the mark of where numbering goes on."""
        with self._locked() as file:
            if _parsed(file) is None:
                _append(file, [{"what": "ledger", "log": heads.log}, *(line.plain() for line in lines)])
            _append(file, [{"what": "restored", "position": heads.position, "rows": heads.rows}])

    @contextmanager
    def _locked(self) -> Iterator[BinaryIO]:
        """The file, for one process at a time, without a line torn by a crash."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "r+b") as file:
            fcntl.flock(handle, fcntl.LOCK_EX)
            whole = file.read().rfind(b"\n") + 1
            file.truncate(whole)
            file.seek(0)
            yield file


def read(path: Path) -> Kept:
    """The whole ledger; a line torn by a crash is passed over. Raises BackupRefused when it is none."""
    try:
        with path.open("rb") as file:
            kept = _parsed(file)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BackupRefused(f"读不到删除台账 {path}", f"the ledger {path} cannot be read") from problem
    if kept is None:
        raise BackupRefused(f"{path} 不是删除台账", f"{path} is not a ledger of erasures")
    return kept


def _parsed(file: BinaryIO) -> Kept | None:
    log, position, rows = "", 0, 0
    lines: list[Line] = []
    for raw in file:
        if not raw.endswith(b"\n"):
            break
        plain = orjson.loads(raw)
        match plain["what"]:
            case "ledger":
                log = plain["log"]
            case "restored":
                position, rows = plain["position"], plain["rows"]
            case "private":
                lines.append(PrivateErasure.read(plain))
                rows = plain["row"]
            case what:
                lines.append((Erasure if what == "erasure" else StandingConsents).read(plain))
                position = plain["seq"]
    return Kept(log, position, rows, tuple(lines)) if log else None


def _append(file: BinaryIO, lines: list[dict[str, object]]) -> None:
    file.seek(0, os.SEEK_END)
    file.write(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    file.flush()
    os.fsync(file.fileno())
