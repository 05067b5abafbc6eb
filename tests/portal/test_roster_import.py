"""What both import commands share: the request, the report, the bar."""

import gc
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import click
import pytest

from portal.roster_import import _bar, _fewer_collections, report, request_of
from registry.core.sources import Source
from registry.rosters.faults import WHOLE_FILE, RowFinding, fault
from registry.rosters.headers import Header
from registry.rosters.plan import Plan
from registry.rosters.staging import Staging
from registry.rosters.worker_layout import WORKERS
from registry.rosters.worker_rows import FileTerms


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Plan]:
    with Staging(tmp_path / "staging") as staging:
        made = Plan(WORKERS, FileTerms(), staging, header=Header(1, {"name": 0}, {0: "姓名"}), sheet="名单", rows=7)
        yield made


def told(plan: Plan, capsys: pytest.CaptureFixture[str], *, lang: str = "zh", dry_run: bool = False) -> str:
    report(plan, request_of(Path("list.xlsx"), "company", dry_run, None, lang))
    return capsys.readouterr().out


def test_the_terms_of_the_file_come_from_the_options() -> None:
    made = request_of(Path("a"), "association", False, None, "zh", datetime.fromisoformat("2026-11-01"), " v1 ")
    assert made.terms == FileTerms(Source.ASSOCIATION, date(2026, 11, 1), "v1")


def test_half_a_consent_and_a_wrong_name_are_usage_errors() -> None:
    with pytest.raises(click.UsageError):
        request_of(Path("a"), "company", False, None, "zh", None, "v1")
    with pytest.raises(click.UsageError):
        request_of(Path("a"), "company", False, Path("out.csv"), "zh")


def test_every_finding_is_a_line_with_its_cure(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    error = fault("e", "错了", "wrong", ("改好", "mend it"))
    plan.note([RowFinding(number, "姓名", 0, error) for number in range(2, 3002)])
    plan.note([RowFinding(WHOLE_FILE, None, None, fault("w", "注意", "note", level="warning"))])
    output = told(plan, capsys)
    assert output.count("错了；怎么改：改好") == 3000
    assert "错误 3000 处，提醒 1 处" in output
    assert "全文件 [提醒 w] 注意" in output
    assert "row 2 姓名 [error e] wrong; what to do: mend it" in told(plan, capsys, lang="en")


def test_fields_are_named_and_many_companies_shortened(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    plan.difference.fields.update(["phone", "identity"])
    plan.difference.missing, plan.difference.staff = 12, 30
    plan.difference.missing_by_company = {f"企业{number}": 1 for number in range(12)}
    output = told(plan, capsys)
    assert "手机号码: 1" in output
    assert "身份核验: 1" in output
    assert "另有 2 家" in output
    assert told(plan, capsys, dry_run=True).count("企业") - told(plan, capsys).count("企业") == 2


def test_the_bar_stays_silent_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with _bar("zh") as step:
        step("read", 1, None)
        step("read", 2, 2)
    assert capsys.readouterr() == ("", "")


def test_collections_are_as_before_afterwards() -> None:
    seen: list[int] = []
    with _fewer_collections(lambda stage, done, total: seen.append(done)) as collecting:
        assert not gc.isenabled()
        collecting("apply", 10_000, None)
    assert seen == [10_000]
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
