"""A roster that was read and checked: what is wrong with it, and what it would change."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from registry.core.labels import Label
from registry.rosters.columns import Layout
from registry.rosters.faults import RowFinding
from registry.rosters.headers import Header
from registry.rosters.staging import Staging
from registry.rosters.worker_rows import FileTerms

# Called with the stage, how much of it is done, and of how much (None: not known yet).
Progress = Callable[["str", int, int | None], None]

BATCH = 1000
# What is kept of a batch while it is applied, its traces above all, is some 40 KB a row: inside the 300 MB allowed.
APPLIED_AT_ONCE = 500
# The same where another process makes the rows: several batches are under way, and both processes count.
MADE_AT_ONCE = 250


def no_progress(stage: str, done: int, total: int | None) -> None:
    """Tells nobody."""


@dataclass(slots=True)
class Difference:
    """What applying would do. `missing` are staff of the file's companies who are not in it: they stay as they are."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    staff: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    missing_by_company: dict[str, int] = field(default_factory=dict)

    def add(self, other: "Difference") -> None:
        """Count what another part of the file did as well; who is missing is known of the whole file only."""
        self.new += other.new
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.fields.update(other.fields)


@dataclass(slots=True)
class Plan:
    """The staged file. It lives as long as its staging is open."""

    layout: Layout
    terms: FileTerms
    staging: Staging
    header: Header | None = None
    sheet: str = ""
    width: int = 0
    rows: int = 0
    encoding: Label | None = None
    delimiter: Label | None = None
    errors: int = 0
    warnings: int = 0
    unlisted: int = 0
    read_at: int = -1  # the newest row of the trace when the file was compared with the register
    difference: Difference = field(default_factory=Difference)

    @property
    def is_good(self) -> bool:
        """Whether it may be applied."""
        return self.errors == 0

    @property
    def is_of_strangers(self) -> bool:
        """Whether the register knew nobody in it when it was compared."""
        return not self.staging.ask("SELECT 1 FROM line WHERE met LIMIT 1")

    def note(self, findings: list[RowFinding]) -> None:
        """Keep findings and count them."""
        self.staging.add_findings(findings)
        errors = sum(finding.is_error for finding in findings)
        self.errors += errors
        self.warnings += len(findings) - errors

    def findings(self) -> Iterator[RowFinding]:
        """All of them, in order of the file."""
        return self.staging.findings()
