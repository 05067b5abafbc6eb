"""What the doctor judges: each fault is called one, with a cure, and soundness is not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.examination import (
    LAG_ALLOWED,
    MEGABYTE,
    WHOOSH_DOCUMENTS,
    IndexState,
    Level,
    Remark,
    judge_disk,
    judge_erasures,
    judge_index,
    judge_private,
    judge_settings,
    judge_sqlite,
)
from portal.settings import Settings

NOW = datetime(2026, 11, 21, 1, 41, tzinfo=UTC)
LONG_AGO = NOW - timedelta(hours=3)


def faults(remarks: list[Remark]) -> list[str]:
    for remark in remarks:
        assert (remark.level is Level.WRONG) == (remark.cure is not None), "a fault says what to do, nothing else does"
    return [remark.what.en for remark in remarks if remark.level is Level.WRONG]


def production(**changes: object) -> Settings:
    sound = {
        "data_dir": Path("/var/register"), "production": True, "demo": False, "base_url": "https://zhimen.example",
        "secret_key": "s" * 40, "field_keys": "k1:x", "index_key": "y",
    }  # fmt: skip
    return Settings(**(sound | changes))


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"demo": True}, "demonstration"),
        ({"base_url": "http://zhimen.example"}, "BASE_URL"),
        ({"secret_key": "short"}, "SECRET_KEY"),
        ({"index_key": ""}, "INDEX_KEY"),
    ],
)
def test_unwise_settings_are_faults(changes: dict[str, object], word: str) -> None:
    assert faults(judge_settings(production())) == []
    (found,) = faults(judge_settings(production(**changes)))
    assert word in found


def test_the_defaults_for_trying_out_are_no_fault() -> None:
    assert faults(judge_settings(Settings(data_dir=Path("var")))) == []


def test_files_open_to_others_are_a_fault() -> None:
    assert judge_private("keys", 0o100600, 0o600) is None
    assert judge_private("keys", None, 0o600) is None
    found = judge_private("keys", 0o100640, 0o600)
    assert found is not None
    assert "640" in found.what.zh
    assert found.cure is not None
    assert found.cure.zh == "chmod 600 keys"


def test_too_little_disk_is_a_fault() -> None:
    assert judge_disk(501 * MEGABYTE, 10 * MEGABYTE).level is Level.GOOD
    assert judge_disk(499 * MEGABYTE, 10 * MEGABYTE).level is Level.WRONG
    assert judge_disk(1900 * MEGABYTE, 1000 * MEGABYTE).level is Level.WRONG


def test_an_outgrown_file_and_a_log_that_is_never_emptied_are_faults() -> None:
    assert judge_sqlite(19_000 * MEGABYTE, 10 * MEGABYTE) == []
    assert "PostgreSQL" in (judge_sqlite(21_000 * MEGABYTE, 0)[0].cure or judge_sqlite(0, 0)[0].what).zh
    assert "257 MB" in faults(judge_sqlite(0, 257 * MEGABYTE))[0]


def test_an_index_that_follows_is_sound() -> None:
    assert faults(judge_index(IndexState("whoosh", 500, 300), 500, LONG_AGO, NOW)) == []
    just_now = NOW - LAG_ALLOWED / 2
    assert faults(judge_index(IndexState("whoosh", 499, 300), 500, just_now, NOW)) == []
    assert faults(judge_index(IndexState("whoosh", None, rebuilding=(3, 9)), 500, LONG_AGO, NOW)) == []
    assert faults(judge_index(IndexState("whoosh", None), 0, None, NOW)) == []


@pytest.mark.parametrize(
    ("index", "word"),
    [
        (IndexState("whoosh", 400, 300), "lag 100"),
        (IndexState("whoosh", None), "no usable index"),
        (IndexState("whoosh", None, problem="checksum"), "damaged"),
        (IndexState("whoosh", 500, 300, suspected=True), "suspected"),
        (IndexState("whoosh", 500, 300, fits=False), "another register"),
        (IndexState("whoosh", 500, WHOOSH_DOCUMENTS + 1), "grows slow"),
    ],
)
def test_an_index_that_fails_its_readers_is_a_fault(index: IndexState, word: str) -> None:
    (found,) = faults(judge_index(index, 500, LONG_AGO, NOW))
    assert word in found


def test_tantivy_is_not_outgrown() -> None:
    assert faults(judge_index(IndexState("tantivy", 500, 200_000), 500, LONG_AGO, NOW)) == []


def test_erasures_have_an_hour() -> None:
    assert judge_erasures(0, None, NOW).level is Level.GOOD
    assert judge_erasures(1, NOW - timedelta(minutes=59), NOW).level is Level.NOTE
    assert judge_erasures(1, NOW - timedelta(minutes=61), NOW).level is Level.WRONG
