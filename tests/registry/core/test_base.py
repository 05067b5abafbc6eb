"""Opaque names: their shape, and that they are as random as they say."""

import re
from collections import Counter

import pytest

from registry.core.base import neighbouring_refs, new_ref, new_refs

SHAPE = re.compile(r"[a-z2-7]{26}")


@pytest.mark.parametrize("refs", [[new_ref()], new_refs(50), neighbouring_refs(50)])
def test_a_ref_is_26_letters_and_digits_of_base32(refs: list[str]) -> None:
    assert all(SHAPE.fullmatch(ref) for ref in refs)
    assert len(set(refs)) == len(refs)


def test_neighbours_share_their_beginning_and_stand_in_order() -> None:
    refs = neighbouring_refs(3200)
    assert refs == sorted(refs)
    assert len({ref[:4] for ref in refs}) == 1
    assert neighbouring_refs(0) == []


def test_every_letter_of_a_neighbour_is_as_likely_as_any_other() -> None:
    """3,200 refs of 22 own letters each: 2,200 of every letter, give or take six deviations (46 each)."""
    counts = Counter("".join(ref[4:] for ref in neighbouring_refs(3200)))
    assert len(counts) == 32
    assert all(2200 - 6 * 46 < count < 2200 + 6 * 46 for count in counts.values())
