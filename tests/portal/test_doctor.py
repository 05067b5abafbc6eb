"""`flask doctor` on registers that are sound, and on ones that are not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal import create_app
from portal.database import db, make_writer
from portal.doctor import examine
from portal.examination import Level
from portal.schema import upgrade
from portal.settings import Settings
from registry.core.clock import FixedClock
from registry.record import redaction
from registry.record.redaction import RedactionTarget
from tests.make.companies import CLERK, register_company


@pytest.fixture
def whole(tmp_path: Path, clock: FixedClock) -> Iterator[Flask]:
    """An app on a register made by the migrations, with one company and no index."""
    folder = tmp_path / "data"
    settings = Settings(data_dir=folder, search_url=f"whoosh:{folder / 'index'}")
    made = create_app(settings, clock=clock)
    writer = made.extensions["register_writer"]
    with made.app_context():
        upgrade(writer, settings)
    with Session(writer) as session:
        register_company(session, clock, actor=CLERK)
        session.commit()
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
    writer.dispose()


def faults(app: Flask, *, deep: bool = False) -> list[str]:
    with app.app_context():
        found = [remark.what.zh for remark in examine(deep=deep) if remark.level is Level.WRONG]
        db.session.remove()
    return [one for one in found if "英文译文" not in one]  # built by `make`, not by a test


def run(app: Flask, *more: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["doctor", *more])
    return result.exit_code, result.output


def test_a_missing_index_is_named_with_its_cure(whole: Flask) -> None:
    code, output = run(whole)
    assert code == 1
    assert "没有可用的索引" in output
    assert "→ 运行 flask index" in output
    assert "SQLite 3." in output
    assert "公开记录 1 条" in output


def test_open_files_are_named(whole: Flask) -> None:
    folder: Path = whole.extensions["settings"].data_dir
    folder.chmod(0o755)
    (folder / "keys").chmod(0o644)
    found = faults(whole)
    assert any("755" in one for one in found)
    assert any("keys" in one and "644" in one for one in found)


def test_fallen_walls_are_named_and_nothing_further_is_asked(whole: Flask) -> None:
    with whole.extensions["register_writer"].begin() as connection:
        name = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger' LIMIT 1").scalar()
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    found = faults(whole)
    assert any("登记库不能启用" in one for one in found)
    assert not any("索引" in one for one in found)


def test_a_register_without_a_schema_is_told_to_upgrade(tmp_path: Path, clock: FixedClock) -> None:
    settings = Settings(data_dir=tmp_path / "empty", search_url="memory:")
    app = create_app(settings, clock=clock)
    code, output = run(app)
    assert code == 1
    assert "flask upgrade" in output
    app.extensions["register_writer"].dispose()


def test_erasures_that_wait_too_long_are_named(whole: Flask, clock: FixedClock) -> None:
    with Session(whole.extensions["register_writer"]) as session:
        redaction.redact(
            session, clock, targets=[RedactionTarget(1, ("legal_representative",))], rule="R", asked_by="X"
        )
        session.commit()
    assert not any("清除" in one for one in faults(whole))
    clock.advance(hours=2)
    assert any("1 项撤回内容" in one for one in faults(whole))


def test_a_clock_set_back_is_named(whole: Flask, clock: FixedClock) -> None:
    clock.advance(days=-3)
    assert any("最新记录的时间在将来" in one for one in faults(whole))


def test_deep_finds_what_was_changed_behind_the_walls(whole: Flask) -> None:
    assert not any("不符：" in one and "第" in one for one in faults(whole, deep=True))
    engine = make_writer(whole.extensions["settings"].database)
    with engine.begin() as connection:
        walls = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'record_entry'"
        ).all()
        for name, _ in walls:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.exec_driver_sql("UPDATE record_entry SET basis = 'forged' WHERE seq = 1")
        for _, sql in walls:
            connection.exec_driver_sql(sql)
    engine.dispose()
    assert any(one.startswith("第 1 条不符") for one in faults(whole, deep=True))
