"""The results as markdown: one row per measure, with its target and whether it was met."""

from dataclasses import dataclass, field

from bench.load import Wave
from bench.pairs import Compared


@dataclass(slots=True)
class Table:
    """A titled table that grows while the bench runs."""

    title: str
    headings: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        """One more row."""
        self.rows.append(cells)
        print("  " + " · ".join(cells), flush=True)

    def markdown(self) -> str:
        """The table as text."""
        lines = [f"### {self.title}", "", _line(self.headings), _line(["---"] * len(self.headings))]
        lines += [_line(row) for row in self.rows]
        if self.notes:
            lines += ["", *(f"* {note}" for note in self.notes)]
        return "\n".join(lines)


def _line(cells: tuple[str, ...] | list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


PAIRED = (
    "measure", "req/s", "p50 / p99 ms", "CPU ms", "peer", "req/s", "p50 / p99 ms", "CPU ms",
    "ratio of req/s (lowest to highest)", "ratio of CPU", "target",
)  # fmt: skip


def paired(table: Table, name: str, peer: str, found: Compared, least: float | None) -> None:
    """A row of a table of pairs."""
    verdict = "–" if least is None else f"≥ {least:g}: {'met' if found.ratio >= least else 'MISSED'}"
    table.add(
        name, f"{found.ours.rate:,.0f}", latencies(found.ours), f"{found.ours.cpu:.2f}",
        peer, f"{found.peer.rate:,.0f}", latencies(found.peer), f"{found.peer.cpu:.2f}",
        f"**{found.ratio:.1f}** ({found.lowest:.1f} to {found.highest:.1f})", f"{found.by_cpu:.1f}", verdict,
    )  # fmt: skip


def latencies(wave: Wave) -> str:
    """p50 and p99 of a wave."""
    return f"{wave.p50:.2f} / {wave.p99:.2f}"
