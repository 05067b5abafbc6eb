"""What a backup says of itself: how far it goes, which files belong to it, and which keys open it."""

import hashlib
import json
import os
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

from portal.verifying import Heads
from registry.core.crypto import DecryptionRefused, KeyMissing, KeyRing, Purpose

NAME = "manifest.json"
FORMAT = 1
_KNOWN = "the keys of this register"
_PLACE = {"table": "backup", "column": "manifest", "row": "keys"}


class BackupRefused(Exception):
    """A backup or restore cannot go on; the message says why and what to do, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """Written last: a folder without it is no backup. `files` is {name: [bytes, SHA-256 as hexadecimal]}."""

    made_at: str
    engine: str
    schema: str
    heads: Heads
    files: dict[str, tuple[int, str]]
    versions: dict[str, str]
    key_names: tuple[str, ...]
    key_proof: str
    index_proof: str

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for size, _ in self.files.values())

    def write(self, folder: Path) -> None:
        """Keep it beside the files, whole or not at all."""
        part = folder / f"{NAME}.part"
        with private(part) as file:
            file.write(json.dumps({"format": FORMAT, **asdict(self)}, indent=1, ensure_ascii=False).encode())
            file.flush()
            os.fsync(file.fileno())
        part.rename(folder / NAME)
        sync_folder(folder)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The manifest of a folder. Raises BackupRefused when there is none, or one of a later format."""
        try:
            plain: dict[str, Any] = json.loads((folder / NAME).read_bytes())
            if plain.pop("format") != FORMAT:
                raise BackupRefused("备份的格式比本程序新", "the backup's format is newer than this program")
            plain["heads"] = Heads(**plain["heads"])
            plain["files"] = {name: tuple(pair) for name, pair in plain["files"].items()}
            plain["key_names"] = tuple(plain["key_names"])
            return cls(**plain)
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise BackupRefused(f"{folder} 不是完整的备份", f"{folder} is not a whole backup") from problem

    def check_files(self, folder: Path) -> None:
        """Raises BackupRefused naming the first file that is missing or not what was written."""
        for name, expected in self.files.items():
            path = folder / name
            if not path.is_file() or fingerprint(path) != expected:
                raise BackupRefused(
                    f"备份文件 {name} 缺失或已损坏", f"the file {name} of the backup is gone or damaged"
                )

    def opened_by(self, keyring: KeyRing) -> KeyRing:
        """These keys, with the index key in front that this backup was made with.

        Raises BackupRefused when they cannot read it.
        """
        try:
            opened = keyring.decrypt(bytes.fromhex(self.key_proof), **_PLACE) == _KNOWN
        except (DecryptionRefused, KeyMissing):
            opened = False
        indexes = keyring.blind_indexes(Purpose.CARD_TOKEN, _KNOWN)
        if not opened or self.index_proof not in indexes:
            names = ", ".join(self.key_names)
            raise BackupRefused(
                f"当前密钥打不开这份备份（需要 {names}）：先把它的密钥放好（FIELD_KEYS、INDEX_KEY，或 DATA_DIR/keys）",
                f"the keys at hand do not open this backup (it needs {names}): put its keys in place first "
                "(FIELD_KEYS and INDEX_KEY, or DATA_DIR/keys)",
            )
        return keyring.with_index_key(keyring.index_proofs[indexes.index(self.index_proof)])


def proofs(keyring: KeyRing) -> dict[str, Any]:
    """What lets a restore see whether it holds the right keys, and nobody read anything."""
    return {
        "key_names": keyring.names,
        "key_proof": keyring.encrypt(_KNOWN, **_PLACE).hex(),
        "index_proof": keyring.blind_index(Purpose.CARD_TOKEN, _KNOWN),
    }


def versions(engine_version: str) -> dict[str, str]:
    """What made the backup."""
    return {"python": platform.python_version(), "sqlalchemy": version("sqlalchemy"), "database": engine_version}


def fingerprint(path: Path) -> tuple[int, str]:
    """(bytes, SHA-256) of a file."""
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def private(path: Path) -> Any:
    """A new file that nobody else may read, open for writing bytes."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def sync_folder(folder: Path) -> None:
    """The names in a folder reach the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
