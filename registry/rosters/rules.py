"""Decisions about a whole roster."""

from fractions import Fraction

# A roster that would end so many spells is more often cut short than true (issue, section 4).
FEW_LEAVING = 10
SMALL_SHARE = Fraction(5, 100)


def leaving_needs_confirmation(leaving: int, total: int) -> bool:
    """Whether the number of persons leaving must be typed back: above 10 persons, or above 5 % of `total` staff."""
    return leaving > FEW_LEAVING or (leaving > 0 and Fraction(leaving, max(total, 1)) > SMALL_SHARE)
