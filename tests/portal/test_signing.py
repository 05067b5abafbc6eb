"""Where a signed-in person may go on to."""

import pytest

from portal.signing import safe_next


@pytest.mark.parametrize(
    ("target", "safe"),
    [
        ("/company/", True),
        ("/en/office/?page=2", True),
        (None, False),
        ("", False),
        ("company", False),
        ("//evil.test", False),
        ("/\\evil.test", False),
        ("/x\\y", False),
        ("https://evil.test/", False),
    ],
)
def test_safe_next(target: str | None, safe: bool) -> None:
    assert (safe_next(target) == target and bool(target)) is safe
