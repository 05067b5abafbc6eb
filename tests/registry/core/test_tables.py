"""Every table of the core says where each row comes from."""

from pathlib import Path

import pytest

from registry.core.tables import DATA, core_table, read_table


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.stem)
def test_every_row_has_its_source(path: Path) -> None:
    rows = core_table(path.stem)
    assert rows
    assert all(row["source"].strip() for row in rows)


def test_a_row_of_another_length_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text("a,b\n1,2\n3\n", "utf-8")
    with pytest.raises(ValueError, match="row 3"):
        read_table(broken)
