"""The chain's hash: everything in a row counts, and nothing else does."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from registry.audit.rules import START, chained
from registry.core.base import to_micros
from tests.conftest import NOW

ROW: dict[str, Any] = {
    "seq": 7, "at": NOW, "actor": "clerk-1", "role": "association", "action": "companies.register",
    "subject_kind": "company", "subject_ref": "c1", "before": None, "after": {"name": "张**", "n": 1}, "why": "名册",
    "positions": [[3, "ab"], [4, "cd"]],
}  # fmt: skip


@given(
    st.sampled_from(sorted(set(ROW) - {"at"})), st.one_of(st.integers(0, 2**40), st.text(), st.none(), st.booleans())
)
def test_whatever_changes_in_a_row_changes_the_hash(name: str, value: object) -> None:
    changed = ROW | {name: value}
    assert (chained(START, changed) == chained(START, ROW)) is (value == ROW[name] and type(value) is type(ROW[name]))


@given(st.integers(-(10**9), 10**9))
def test_the_moment_counts_to_the_microsecond(micros: int) -> None:
    changed = ROW | {"at": NOW + timedelta(microseconds=micros)}
    assert (chained(START, changed) == chained(START, ROW)) is (micros == 0)


@given(st.binary(min_size=32, max_size=32))
def test_the_row_before_counts(previous: bytes) -> None:
    assert (chained(previous, ROW) == chained(START, ROW)) is (previous == START)


def test_a_row_hashes_alike_before_and_after_it_was_stored() -> None:
    """Stored moments are microseconds; the hash column and the order of columns are no part of the hash."""
    stored = dict(reversed(ROW.items())) | {"at": to_micros(NOW), "hash": b"x"}
    assert chained(START, stored) == chained(START, ROW)
