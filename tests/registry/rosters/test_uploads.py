"""What is kept of a checked file."""

from hypothesis import given
from hypothesis import strategies as st

from registry.rosters.faults import WHOLE_FILE, RowFinding, fault
from registry.rosters.uploads import MOST_ROWS, Group, Summary, grouped
from registry.rosters.worker_layout import WORKERS

ODD = fault("cell_odd", "单元格里是时间或其他内容", "Something else", ("改", "Mend"))
SOFT = fault("company_name", "名称不同", "Another name", level="warning")


def test_findings_of_a_kind_and_column_are_one_group_and_errors_come_first() -> None:
    found = [RowFinding(row, "什么都可能写在这里", 3, SOFT) for row in range(2, 40)]
    found += [RowFinding(5, "电话", 1, ODD), RowFinding(9, "电话", 1, ODD), RowFinding(WHOLE_FILE, None, None, SOFT)]
    groups = grouped(found, WORKERS, {1: "phone", 3: "company_name"})
    assert [(one.code, one.level, one.count) for one in groups] == [
        ("cell_odd", "error", 2), ("company_name", "warning", 38), ("company_name", "warning", 1),
    ]  # fmt: skip
    assert groups[0].rows == (5, 9)
    assert groups[0].column is not None
    assert groups[0].column.zh == "手机号码"
    assert len(groups[1].rows) == MOST_ROWS
    assert groups[2].rows == ()
    assert groups[2].column is None
    assert "什么都可能写在这里" not in str(groups)


@given(st.lists(st.tuples(st.integers(2, 50), st.integers(0, 4)), max_size=60))
def test_a_summary_reads_as_it_was_stored(places: list[tuple[int, int]]) -> None:
    found = [RowFinding(row, "x", place, ODD if place % 2 else SOFT) for row, place in places]
    groups: tuple[Group, ...] = grouped(found, WORKERS, {0: "name", 1: "phone", 2: "uscc"})
    summary = Summary(1, 2, 3, 4, 5, 6, 7, 8, ((ODD.message, 3),), groups)
    assert Summary.read(summary.stored()) == summary
    assert sum(group.count for group in groups) == len(places)
