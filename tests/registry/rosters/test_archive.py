"""The guard: each hostile file is refused for its own reason, quickly, and the register's process does not feel it."""

import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from registry.core.errors import RuleBroken
from registry.rosters.archive import inspect
from registry.rosters.limits import LIMITS, Limits
from registry.rosters.sheets import open_roster
from tests.make.hostile import LIBRARY, SHEET, honest, packed
from tests.make.rosters import SAMPLES, table, worker_cells, write_xlsx


def read_whole(path: Path, limits: Limits) -> int:
    """The count of rows of a file."""
    with open_roster(path, limits) as roster:
        return sum(1 for sheet in roster.sheets for _ in sheet.rows)


def refusal_of(path: Path, limits: Limits = LIMITS) -> str:
    """The code for which a file is refused, reading all of it."""
    with pytest.raises(RuleBroken) as refused:
        read_whole(path, limits)
    return refused.value.findings[0].code


@pytest.mark.parametrize(("build", "code"), LIBRARY.values(), ids=LIBRARY)
def test_each_hostile_file_is_refused_for_its_reason(tmp_path: Path, build: Callable[[Path], Path], code: str) -> None:
    path = build(tmp_path / "list.xlsx")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    assert refusal_of(path) == code
    assert time.process_time() - started < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_an_honest_file_passes(tmp_path: Path) -> None:
    """The guard refuses the twists and not what they were made from."""
    path = packed(tmp_path / "a.xlsx", honest(tmp_path / "b.xlsx"))
    (sheet,) = inspect(path, LIMITS)
    assert (sheet.name, sheet.hidden, sheet.formulas) == ("名单", False, frozenset())
    for sample in SAMPLES.glob("*.xlsx"):
        assert inspect(sample, LIMITS)


def test_formulas_are_found_at_their_cells(tmp_path: Path) -> None:
    rows = table([worker_cells(number=number) for number in range(1, 400)])
    rows[7][3] = {"formula": "=A1", "value": 5}
    rows[399][0] = {"formula": '=HYPERLINK("x")'}
    (sheet,) = inspect(write_xlsx(tmp_path / "a.xlsx", rows), LIMITS)
    assert sheet.formulas == {(8, 3), (400, 0)}


@pytest.mark.parametrize("prefix", [b"", b"x:"])
def test_formulas_are_found_under_another_prefix_and_without_places(tmp_path: Path, prefix: bytes) -> None:
    parts = honest(tmp_path / "b.xlsx")
    cell = b'<%sc r="C3" t="str"><%sf>1+1</%sf><%sv>2</%sv></%sc>' % ((prefix,) * 6)
    found = packed(tmp_path / "a.xlsx", parts | {SHEET: parts[SHEET].replace(b"</row>", cell + b"</row>", 1)})
    assert inspect(found, LIMITS)[0].formulas == {(3, 2)}
    lost = cell.replace(b' r="C3"', b"")
    body = b"<worksheet><sheetData><row>" + lost + b"</row></sheetData></worksheet>"
    packed(found, parts | {SHEET: body})
    assert inspect(found, LIMITS)[0].has_lost_formulas


def test_a_hundred_thousand_rows_are_within_the_limits() -> None:
    """90 MB of sheet were measured for 100,000 rows of 16 columns with the texts inside the sheet."""
    assert LIMITS.inflated_bytes > 2 * 90_000_000
    assert LIMITS.rows >= 200_000


def test_the_limits_count_what_comes_out(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.xlsx", honest(tmp_path / "b.xlsx"), zipfile.ZIP_STORED)
    assert refusal_of(path, Limits(inflated_bytes=1000)) == "zip_large"
    assert refusal_of(path, Limits(file_bytes=1000)) == "file_too_large"
    assert refusal_of(path, Limits(entries=3)) == "zip_entries"
