"""The directory of a disk index: private, replaced as a whole, never trusted after damage (safety 0.4, 0.6, F11).

root/           0700
  CURRENT       the name of the directory that answers, replaced atomically
  g7/           that directory
  PROGRESS      "done total" while a rebuild is under way
  SUSPECT       left by a reader that met damage
"""

import os
import shutil
from pathlib import Path

from search.protocol import IndexAbsent


class IndexDirectory:
    """Names and replaces the generations of one disk index."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def prepare(self) -> None:
        """Make the root and shut it to everyone else: an index directory is executable content (pickles)."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.root.chmod(0o700)

    def current(self) -> Path:
        """The directory that answers. Raises IndexAbsent when there is none."""
        try:
            name = (self.root / "CURRENT").read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as problem:
            raise IndexAbsent(f"no index in {self.root.name}") from problem
        path = self.root / name
        if not name.startswith("g") or not name[1:].isdigit() or not path.is_dir():
            raise IndexAbsent(f"no index in {self.root.name}")
        return path

    def fresh(self) -> Path:
        """A new empty directory beside the current one."""
        self.prepare()
        taken = [int(path.name[1:]) for path in self.root.glob("g*") if path.name[1:].isdigit()]
        path = self.root / f"g{max(taken, default=0) + 1}"
        path.mkdir(mode=0o700)
        return path

    def adopt(self, path: Path) -> None:
        """Make a filled directory the current one and delete every other, damaged ones included."""
        write_whole(self.root / "CURRENT", path.name)
        self.clear_marks()
        self.sweep()

    def sweep(self) -> None:
        """Delete directories that do not answer: what a killed rebuild left, what was replaced."""
        try:
            keep = self.current()
        except IndexAbsent:
            keep = None
        for path in self.root.glob("g*"):
            if path != keep:
                shutil.rmtree(path, ignore_errors=True)

    def quarantine(self) -> None:
        """Take the current directory out of use; readers see no index until another is adopted."""
        (self.root / "CURRENT").unlink(missing_ok=True)

    def set_progress(self, done: int, total: int) -> None:
        """Tell readers how far a rebuild has come."""
        write_whole(self.root / "PROGRESS", f"{done} {total}")

    def progress(self) -> tuple[int, int] | None:
        """How far a rebuild has come, if one is under way."""
        try:
            done, total = (self.root / "PROGRESS").read_text("ascii").split()
            return int(done), int(total)
        except (OSError, ValueError):
            return None

    def clear_marks(self) -> None:
        """Forget progress and suspicion."""
        for name in ("PROGRESS", "SUSPECT"):
            (self.root / name).unlink(missing_ok=True)

    def suspect(self) -> None:
        """Leave word of damage for the writer; without an index directory there is nothing to suspect."""
        if self.root.is_dir():
            (self.root / "SUSPECT").touch(mode=0o600)

    def suspected(self) -> bool:
        """Whether a reader left word."""
        return (self.root / "SUSPECT").exists()

    def destroy(self) -> None:
        """Delete everything."""
        shutil.rmtree(self.root, ignore_errors=True)


def write_whole(path: Path, text: str) -> None:
    """Replace a small file in one step, so that readers see the old text or the new."""
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, "ascii")
    os.replace(beside, path)
