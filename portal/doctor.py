"""`flask doctor`: everything that is wrong with this installation, and what to do; exit status 1 if anything is."""

import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click
from flask import Blueprint, current_app
from sqlalchemy import Engine as DatabaseEngine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.database import make_reader, sqlite_version
from portal.examination import (
    IndexState,
    Level,
    Remark,
    good,
    judge_disk,
    judge_erasures,
    judge_index,
    judge_private,
    judge_settings,
    judge_sqlite,
    wrong,
)
from portal.schema import StartRefused, gate, head, key_gate
from portal.settings import Settings
from portal.upkeep import examine_upkeep
from portal.verifying import check_all
from portal.wiring import wiring
from registry.core.labels import Label
from registry.record import reading
from registry.record.redaction import owed
from search.protocol import Engine, IndexAbsent, IndexUnavailable

blueprint = Blueprint("doctor", __name__, cli_group=None)


@blueprint.cli.command("doctor")
@click.option("--deep", is_flag=True, help="也重算全部公开记录和索引校验 / also recompute record and index")
def doctor_command(deep: bool) -> None:
    """Look at settings, files, register, index and what is owed; say what to do about whatever is wrong."""
    found = list(examine(deep=deep))
    for remark in found:
        click.echo(f"{remark.level.value} {remark.what.zh} / {remark.what.en}")
        if remark.cure is not None:
            click.echo(f"    → {remark.cure.zh}\n    → {remark.cure.en}")
    count = sum(remark.level is Level.WRONG for remark in found)
    click.echo(f"{count} 处需要处理 / {count} to be seen to" if count else "一切正常 / all is well")
    sys.exit(1 if count else 0)


def examine(*, deep: bool = False) -> Iterator[Remark]:
    """Every remark on the current app's installation. Never raises for what it finds."""
    settings = wiring().settings
    yield from judge_settings(settings)
    yield from _files(settings)
    register = make_reader(settings.database)
    try:
        yield from _register(register, settings, deep=deep)
    finally:
        register.dispose()


def _files(settings: Settings) -> Iterator[Remark]:
    private = [(settings.data_dir, 0o700), (settings.data_dir / "keys", 0o600)]
    name, _, place = settings.search.partition(":")
    if name != "memory":
        private.append((Path(place), 0o700))
    for path, allowed in private:
        mode = path.stat().st_mode if path.exists() else None
        remark = judge_private(str(path), mode, allowed)
        if remark is not None:
            yield remark
    if not (Path(current_app.root_path) / "translations" / "en" / "LC_MESSAGES" / "messages.mo").exists():
        cure = "运行 make build", "run `make build`"
        yield wrong("英文译文没有编译", "the English texts are not compiled", *cure)


def _register(register: DatabaseEngine, settings: Settings, *, deep: bool) -> Iterator[Remark]:
    path = Path(register.url.database or "") if register.dialect.name == "sqlite" else None
    if path is not None:
        size = path.stat().st_size if path.exists() else 0
        yield judge_disk(shutil.disk_usage(settings.data_dir).free, size)
        wal = path.with_name(path.name + "-wal")
        yield from judge_sqlite(size, wal.stat().st_size if wal.exists() else 0)
    try:
        gate(register)
        key_gate(register, wiring().keyring)
    except StartRefused as problem:
        cure = "按提示处理后再运行 flask doctor", "do as it says, then run `flask doctor` again"
        yield wrong(f"登记库不能启用：{problem}", f"the register must not be served: {problem}", *cure)
        return
    except OperationalError as problem:
        told = str(problem.orig)
        cure = "检查 DATABASE_URL、数据库服务和文件权限", "check DATABASE_URL, the database server and file permissions"
        yield wrong(f"连不上登记库：{told}", f"the register cannot be reached: {told}", *cure)
        return
    engine = f"SQLite {sqlite_version()}" if path is not None else f"PostgreSQL ({register.url.host})"
    yield good(f"登记库 {engine}，结构 {head()}，防线完好", f"register on {engine}, schema {head()}, walls whole")
    yield Remark(Level.NOTE, Label(_versions(), _versions()))
    now = wiring().clock.now()
    with Session(register) as session:
        position = reading.position(session)
        newest = reading.newest_moment(session)
        yield good(f"公开记录 {position} 条", f"{position} entries in the public record")
        if newest is not None and newest > now:
            cure = "检查服务器时钟（NTP）", "check the server's clock (NTP)"
            yield wrong("最新记录的时间在将来", "the newest entry lies in the future", *cure)
        index = look_at_index(wiring().search, settings.search.partition(":")[0], session)
        yield from judge_index(index, position, newest, now)
        queue = owed(session)
        oldest = reading.entry_at(session, queue[0]) if queue else None
        yield judge_erasures(len(queue), oldest.recorded_at if oldest else None, now)
        yield from examine_upkeep(session, settings, now)
        if deep:
            yield _recomputed(session)
            yield _reread(wiring().search)


def look_at_index(engine: Engine, name: str, session: Session) -> IndexState:
    """What there is to see of the index, without changing it."""
    rebuilding = engine.rebuilding()
    try:
        cursor = engine.cursor()
        documents = engine.doc_count() if cursor is not None else 0
    except IndexAbsent:
        return IndexState(name, None, rebuilding=rebuilding)
    except IndexUnavailable as problem:
        return IndexState(name, None, rebuilding=rebuilding, problem=str(problem))
    if cursor is None:
        return IndexState(name, None, rebuilding=rebuilding)
    held = reading.leaf_hash_at(session, cursor.position)
    fits = cursor.position == 0 or (
        cursor.log_id.split("/")[0] == reading.log_id(session) and held is not None and held.hex() == cursor.leaf_hash
    )
    return IndexState(name, cursor.position, documents, fits, engine.suspected(), rebuilding)


def _recomputed(session: Session) -> Remark:
    found = check_all(session)
    if found.what is None:
        count = found.heads.position
        return good(f"{count} 条记录重算相符", f"{count} entries recomputed and right")
    cure = "停止写入，保留现场，查明原因再恢复备份", "stop writing, keep all as it is, find the cause, then restore"
    return wrong(
        f"第 {found.failed_at} 条不符：{found.what.zh}", f"number {found.failed_at} fails: {found.what.en}", *cure
    )


def _reread(engine: Engine) -> Remark:
    try:
        engine.verify()
    except IndexUnavailable as problem:
        cure = "运行 flask index rebuild", "run `flask index rebuild`"
        return wrong(f"索引校验不符：{problem}", f"the index fails its checksums: {problem}", *cure)
    return good("索引校验相符", "the index passes its checksums")


def _versions() -> str:
    names = ("flask", "sqlalchemy", "whoosh3", "tantivy", "granian")
    return "，".join(f"{name} {version(name)}" for name in names)
