"""What is wrong with an installation, and what to do about it: pure judgements on what the doctor measured."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from portal.settings import Settings
from registry.core.labels import Label

MEGABYTE = 1_000_000
# Measured with this product (bench/README.md): beyond it Whoosh's facets are slow enough to be felt.
WHOOSH_DOCUMENTS = 20_000
SQLITE_MEGABYTES = 20_000
WAL_MEGABYTES = 256
LEAST_FREE_MEGABYTES = 500
# A new entry is searchable within two seconds and erased bytes are off the disk within the hour (issue, sections 2, 5).
LAG_ALLOWED = timedelta(seconds=30)
ERASURE_ALLOWED = timedelta(hours=1)


class Level(Enum):
    """How a remark weighs; only WRONG makes the doctor's exit status 1."""

    GOOD = "✓"
    NOTE = "·"
    WRONG = "✗"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing looked at. A wrong one says what to do."""

    level: Level
    what: Label
    cure: Label | None = None


@dataclass(frozen=True, slots=True)
class IndexState:
    """What was seen of the index: engine by name, its position (None: no index), documents, and what is wrong."""

    engine: str
    position: int | None
    documents: int = 0
    fits: bool = True
    suspected: bool = False
    rebuilding: tuple[int, int] | None = None
    problem: str = ""


def good(zh: str, en: str) -> Remark:
    """A remark that all is well."""
    return Remark(Level.GOOD, Label(zh, en))


def wrong(zh: str, en: str, cure_zh: str, cure_en: str) -> Remark:
    """A remark about a fault, with its cure."""
    return Remark(Level.WRONG, Label(zh, en), Label(cure_zh, cure_en))


def judge_settings(settings: Settings) -> list[Remark]:
    """Settings that are allowed but unwise, or that the next start will refuse."""
    remarks = []
    if settings.production and settings.demo:
        remarks.append(
            wrong("正式运行却开着演示（DEMO=1）", "the demonstration is on in production", "设 DEMO=0", "set DEMO=0")
        )
    if settings.production and not settings.base_url.startswith("https://"):
        remarks.append(
            wrong(
                f"BASE_URL 不是 https：{settings.base_url}",
                f"BASE_URL is not https: {settings.base_url}",
                "二维码和链接都用它，请改为 https 地址",
                "QR codes and links are made from it: give the https address",
            )
        )
    if settings.production and len(settings.secret_key) < 32:
        remarks.append(
            wrong("SECRET_KEY 太短", "SECRET_KEY is short", "换成至少 32 位随机字符", "use at least 32 random signs")
        )
    if bool(settings.field_keys) != bool(settings.index_key):
        remarks.append(
            wrong(
                "FIELD_KEYS 与 INDEX_KEY 只设了一个",
                "only one of FIELD_KEYS and INDEX_KEY is set",
                "两个都设，或都不设（非正式运行时自动生成）",
                "set both, or neither outside production",
            )
        )
    if not settings.production:
        remarks.append(Remark(Level.NOTE, Label("不是正式运行（PRODUCTION=0）", "not in production (PRODUCTION=0)")))
    if not remarks or all(remark.level is not Level.WRONG for remark in remarks):
        remarks.append(good("设置可用", "settings are usable"))
    return remarks


def judge_private(name: str, mode: int | None, allowed: int) -> Remark | None:
    """Whether a private file or folder is open to others; `mode` None: it is not there."""
    if mode is None or mode & 0o777 & ~allowed == 0:
        return None
    return wrong(
        f"{name} 对他人开放（{mode & 0o777:o}）",
        f"{name} is open to others ({mode & 0o777:o})",
        f"chmod {allowed:o} {name}",
        f"chmod {allowed:o} {name}",
    )


def judge_disk(free: int, register: int) -> Remark:
    """Bytes free against the register's size: a rebuilt index and a VACUUM need room for a copy."""
    needed = max(LEAST_FREE_MEGABYTES * MEGABYTE, 2 * register)
    zh = f"磁盘剩余 {free // MEGABYTE} MB，登记库 {register // MEGABYTE} MB"
    en = f"{free // MEGABYTE} MB free, the register has {register // MEGABYTE} MB"
    if free >= needed:
        return good(zh, en)
    cure_zh = f"至少腾出 {needed // MEGABYTE} MB，或把 DATA_DIR 移到更大的盘"
    return wrong(zh, en, cure_zh, f"free at least {needed // MEGABYTE} MB, or move DATA_DIR to a larger disk")


def judge_sqlite(register: int, wal: int) -> list[Remark]:
    """Whether the register's file has outgrown SQLite, and whether its write-ahead log is being emptied."""
    remarks = []
    if register > SQLITE_MEGABYTES * MEGABYTE:
        remarks.append(
            wrong(
                f"SQLite 登记库已超过 {SQLITE_MEGABYTES // 1000} GB",
                f"the SQLite register has passed {SQLITE_MEGABYTES // 1000} GB",
                "请迁到 PostgreSQL（DATABASE_URL=postgresql+psycopg://…）",
                "move to PostgreSQL (DATABASE_URL=postgresql+psycopg://…)",
            )
        )
    if wal > WAL_MEGABYTES * MEGABYTE:
        remarks.append(
            wrong(
                f"写前日志有 {wal // MEGABYTE} MB，有读者长期未关闭",
                f"the write-ahead log has {wal // MEGABYTE} MB: some reader is never closed",
                "重启网站进程；备份时用 sqlite3 的 .backup，不要长时间打开登记库",
                "restart the web server; take backups with .backup and keep no connection open for long",
            )
        )
    return remarks


def judge_index(index: IndexState, position: int, newest: datetime | None, now: datetime) -> list[Remark]:
    """Whether the index answers, follows the record, and still suits the number of documents."""
    if index.rebuilding is not None:
        done, total = index.rebuilding
        return [Remark(Level.NOTE, Label(f"索引重建中：{done}/{total}", f"the index is being rebuilt: {done}/{total}"))]
    if index.position is None and not position and not index.problem:
        return [Remark(Level.NOTE, Label("登记库是空的，还没有索引", "the register is empty and has no index yet"))]
    if index.position is None and index.engine == "memory":
        return [
            Remark(Level.NOTE, Label("索引只在网站进程的内存里", "the index lives in the web server's memory only"))
        ]
    if index.position is None or not index.fits or index.suspected:
        zh = "索引损坏或被怀疑损坏" if index.problem or index.suspected else "没有可用的索引"
        en = "the index is damaged or suspected" if index.problem or index.suspected else "there is no usable index"
        if not index.fits:
            zh, en = "索引属于另一个登记库", "the index belongs to another register"
        cure_zh = "运行 flask index rebuild，并确认后台进程（flask work）在运行"
        return [wrong(zh, en, cure_zh, "run `flask index rebuild`, and see that the worker (`flask work`) runs")]
    remarks = []
    lag = position - index.position
    zh = f"索引 {index.engine}：{index.documents} 篇，位置 {index.position}/{position}，落后 {lag}"
    en = f"index {index.engine}: {index.documents} documents, position {index.position}/{position}, lag {lag}"
    if lag and newest is not None and now - newest > LAG_ALLOWED:
        cure_zh = "后台进程没有跟上或没有运行：启动 flask work"
        remarks.append(wrong(zh, en, cure_zh, "the worker is behind or not running: start `flask work`"))
    else:
        remarks.append(good(zh, en))
    if index.engine == "whoosh" and index.documents > WHOOSH_DOCUMENTS:
        remarks.append(
            wrong(
                f"Whoosh 已有 {index.documents} 篇，超过约 {WHOOSH_DOCUMENTS} 篇后搜索会变慢",
                f"Whoosh holds {index.documents} documents; beyond about {WHOOSH_DOCUMENTS} search grows slow",
                "改用 Tantivy：SEARCH_URL=tantivy:DATA_DIR/tantivy，重启后自动重建",
                "use Tantivy: SEARCH_URL=tantivy:DATA_DIR/tantivy; it is rebuilt at the next start",
            )
        )
    return remarks


def judge_erasures(owed: int, oldest: datetime | None, now: datetime) -> Remark:
    """Whether erased bytes leave the disk within the hour."""
    if not owed:
        return good("没有待清除的撤回内容", "no erasure is owed")
    zh, en = f"{owed} 项撤回内容尚未从磁盘清除", f"{owed} erasures are not off the disk yet"
    if oldest is not None and now - oldest > ERASURE_ALLOWED:
        cure_zh = "已超过一小时：确认后台进程（flask work）在运行，看它的日志"
        return wrong(zh, en, cure_zh, "for more than an hour: see that `flask work` runs, and read its log")
    return Remark(Level.NOTE, Label(zh, en))
