"""Uploaded rosters on their way: encrypted beside the register, opened in memory only, gone at the end.

Each upload has up to three files in the staging folder, named by its ref: the file itself, the error workbook, and how
far the worker has come. None of them is the truth; the row in the register is.
"""

import base64
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from registry.core.crypto import KeyRing

_FILE, _ERRORS, _PROGRESS = "roster", "errors", "progress"
_TABLE = "roster_upload"


@dataclass(frozen=True, slots=True)
class Stage:
    """How far the worker has come with a file."""

    name: str
    done: int
    total: int | None


class RosterFiles:
    """The files of uploads under one folder."""

    def __init__(self, folder: Path, keyring: KeyRing) -> None:
        self._folder = folder
        self._keyring = keyring

    def keep(self, ref: str, content: bytes) -> None:
        """Keep an upload's file."""
        self._write(self._path(ref, _FILE), self._sealed(ref, _FILE, content))

    @contextmanager
    def opened(self, ref: str) -> Iterator[Path]:
        """A path under which this process and its children read the file, which lies in memory. Raises OSError."""
        with self._memory(self._opened(ref, _FILE)) as path:
            yield path

    @contextmanager
    def workbook(self, ref: str) -> Iterator[Path]:
        """A path in memory to write the error workbook to; kept, encrypted, when the block ends well."""
        with self._memory(b"") as path:
            yield path
            self._write(self._path(ref, _ERRORS), self._sealed(ref, _ERRORS, path.read_bytes()))

    def errors(self, ref: str) -> bytes | None:
        """The error workbook, or None when there is none (any more)."""
        try:
            return self._opened(ref, _ERRORS)
        except FileNotFoundError:
            return None

    def tell(self, ref: str, stage: Stage) -> None:
        """Say how far the worker has come. For comfort only: it is no matter when it is lost."""
        self._write(self._path(ref, _PROGRESS), orjson.dumps([stage.name, stage.done, stage.total]))

    def told(self, ref: str) -> Stage | None:
        """How far the worker has come, as it said last."""
        try:
            name, done, total = orjson.loads(self._path(ref, _PROGRESS).read_bytes())
        except (OSError, ValueError):
            return None
        return Stage(str(name), int(done), total)

    def drop(self, ref: str, *, errors: bool) -> None:
        """Delete an upload's file; its error workbook too when told."""
        for kind in (_FILE, _PROGRESS, *((_ERRORS,) if errors else ())):
            self._path(ref, kind).unlink(missing_ok=True)

    def drop_others(self, keep: Collection[str], older_than: float) -> None:
        """Delete what belongs to no upload of `keep` and was written before `older_than` (seconds of the clock)."""
        for path in self._folder.glob("upload-*"):
            ref = path.name.removeprefix("upload-").partition(".")[0]
            if ref not in keep and path.stat().st_mtime < older_than:
                path.unlink(missing_ok=True)

    def _path(self, ref: str, kind: str) -> Path:
        assert ref.isalnum()
        return self._folder / f"upload-{ref}.{kind}"

    def _sealed(self, ref: str, kind: str, content: bytes) -> bytes:
        text = base64.b64encode(content).decode("ascii")
        return self._keyring.encrypt(text, table=_TABLE, column=kind, row=ref)

    def _opened(self, ref: str, kind: str) -> bytes:
        token = self._path(ref, kind).read_bytes()
        return base64.b64decode(self._keyring.decrypt(token, table=_TABLE, column=kind, row=ref))

    def _write(self, path: Path, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with open(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    @contextmanager
    def _memory(self, content: bytes) -> Iterator[Path]:
        """Readable content never touches the disk: a killed worker leaves nothing behind."""
        number = os.memfd_create("roster")
        try:
            with open(number, "wb", closefd=False) as file:
                file.write(content)
            yield Path(f"/proc/{os.getpid()}/fd/{number}")
        finally:
            os.close(number)
