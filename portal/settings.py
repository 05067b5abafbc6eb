"""Every setting of the portal, typed and frozen, read from the environment once; README lists each by test."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path


class SettingsError(Exception):
    """A setting is missing or cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between installations. Paths are absolute; `metadata["env"]` is the variable's name."""

    data_dir: Path = field(metadata={"env": "DATA_DIR"})
    production: bool = field(default=False, metadata={"env": "PRODUCTION"})
    demo: bool = field(default=True, metadata={"env": "DEMO"})
    host: str = field(default="127.0.0.1", metadata={"env": "HOST"})
    port: int = field(default=8000, metadata={"env": "PORT"})
    workers: int = field(default=2, metadata={"env": "WEB_WORKERS"})
    keep_to_cores: bool = field(default=True, metadata={"env": "KEEP_TO_CORES"})
    database_url: str = field(default="", metadata={"env": "DATABASE_URL"})
    search_url: str = field(default="", metadata={"env": "SEARCH_URL"})
    base_url: str = field(default="", metadata={"env": "BASE_URL"})
    trusted_hosts: tuple[str, ...] = field(default=(), metadata={"env": "TRUSTED_HOSTS"})
    proxy_hops: int = field(default=0, metadata={"env": "PROXY_HOPS"})
    secret_key: str = field(default="", repr=False, metadata={"env": "SECRET_KEY"})
    field_keys: str = field(default="", repr=False, metadata={"env": "FIELD_KEYS"})
    index_key: str = field(default="", repr=False, metadata={"env": "INDEX_KEY"})
    association: str = field(default="云州市家政服务行业协会", metadata={"env": "ASSOCIATION"})
    association_en: str = field(default="Yunzhou Home Service Association", metadata={"env": "ASSOCIATION_EN"})
    association_phone: str = field(default="010-00001000", metadata={"env": "ASSOCIATION_PHONE"})
    association_city: str = field(default="990100", metadata={"env": "ASSOCIATION_CITY"})
    write_wait_seconds: float = field(default=10.0, metadata={"env": "WRITE_WAIT_SECONDS"})
    page_cache_entries: int = field(default=2000, metadata={"env": "PAGE_CACHE_ENTRIES"})
    smtp_url: str = field(default="", repr=False, metadata={"env": "SMTP_URL"})
    mail_from: str = field(default="", metadata={"env": "MAIL_FROM"})
    backup_dir: str = field(default="", metadata={"env": "BACKUP_DIR"})
    backup_max_age_hours: int = field(default=36, metadata={"env": "BACKUP_MAX_AGE_HOURS"})
    looks_a_day: int = field(default=30, metadata={"env": "LOOKS_A_DAY"})
    erasure_ledger: str = field(default="", metadata={"env": "ERASURE_LEDGER"})

    @property
    def base_address(self) -> str:
        """How this register is reached, without a slash at the end; never taken from a request."""
        return self.base_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def database(self) -> str:
        """The database's address: DATABASE_URL, or a SQLite file in the data directory."""
        return self.database_url or f"sqlite:///{self.data_dir / 'register.db'}"

    @property
    def search(self) -> str:
        """The search engine's address: SEARCH_URL, or Whoosh in the data directory."""
        return self.search_url or f"whoosh:{self.data_dir / 'index'}"

    @property
    def limits_path(self) -> Path:
        """The second SQLite file: throttles live apart so that readers never write to the register."""
        return self.data_dir / "limits.db"

    @property
    def seen_path(self) -> Path:
        """A third small file: when each sign-in was last seen."""
        return self.data_dir / "seen.db"

    @property
    def lock_path(self) -> Path:
        """The file whose lock every write transaction holds."""
        return self.data_dir / "register.lock"

    @property
    def ledger_path(self) -> Path:
        """The ledger of erasures: outside every backup, best on another disk than the register."""
        return Path(self.erasure_ledger) if self.erasure_ledger else self.data_dir / "erasures.ledger"

    @property
    def staging_dir(self) -> Path:
        """Where uploads are staged; private, emptied after each import."""
        return self.data_dir / "staging"


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises SettingsError naming the variable that is missing or unreadable.

    In production (PRODUCTION=1) keys are demanded and the demo is off unless asked for.
    """
    env = os.environ if environ is None else environ
    values: dict[str, object] = {"data_dir": Path(env.get("DATA_DIR") or "var").resolve()}
    for setting in fields(Settings):
        name = setting.metadata["env"]
        text = env.get(name)
        if setting.name == "data_dir" or text is None or text == "":
            continue
        values[setting.name] = _read(name, setting.type, text)
    if values.get("production") and "demo" not in values:
        values["demo"] = False
    settings = Settings(**values)
    if settings.production:
        for name in ("secret_key", "field_keys", "index_key", "base_url", "trusted_hosts"):
            if not getattr(settings, name):
                variable = Settings.__dataclass_fields__[name].metadata["env"]
                raise SettingsError(f"{variable} must be set in production")
    return settings


def _read(name: str, kind: object, text: str) -> object:
    try:
        if kind is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[text.lower()]
        if kind is int:
            return int(text)
        if kind is float:
            return float(text)
        if kind is str:
            return text
        return tuple(part.strip() for part in text.split(",") if part.strip())
    except (KeyError, ValueError) as problem:
        raise SettingsError(f"{name} cannot be read: {text!r}") from problem
