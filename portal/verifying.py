"""The whole check of a register, once: record, trace, their ties both ways, and the heads published of the trace."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from registry.audit.verify import verify_chain, verify_heads, verify_links
from registry.core.labels import Label
from registry.record import reading
from registry.record.verify import verify


@dataclass(frozen=True, slots=True)
class Heads:
    """Where record and trace end: equal heads are equal pasts."""

    log: str
    position: int
    leaf: str
    rows: int
    head: str


@dataclass(frozen=True, slots=True)
class Checked:
    """How far record and trace go, and the first thing that is not as it was recorded."""

    heads: Heads
    failed_at: int | None = None
    what: Label | None = None


def check_all(session: Session) -> Checked:
    """Recompute everything on one snapshot."""
    outcome = verify(session)
    chain = verify_chain(session)
    leaf = reading.leaf_hash_at(session, outcome.entries)
    heads = Heads(reading.log_id(session), outcome.entries, leaf.hex() if leaf else "", chain.rows, chain.head.hex())
    if outcome.failure is not None:
        return Checked(heads, outcome.failure.seq, _about("公开记录", "public record", outcome.failure.what))
    for failure in (chain.failure, verify_heads(session)):
        if failure is not None:
            return Checked(heads, failure.seq, _about("操作痕迹", "trace", failure.what))
    tie = verify_links(session)
    if tie is not None:
        return Checked(heads, tie.seq, _about("公开记录与操作痕迹", "record and trace", tie.what))
    return Checked(heads)


def _about(zh: str, en: str, what: Label) -> Label:
    return Label(f"{zh}：{what.zh}", f"{en}: {what.en}")
