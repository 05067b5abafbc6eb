"""The chain: what one row's hash covers."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from registry.core.base import to_micros

START = bytes(32)  # the hash before the first row


def chained(previous: bytes, row: Mapping[str, Any]) -> bytes:
    """SHA-256 over the previous row's hash and the canonical row (`seq` to `positions`, `at` in microseconds)."""
    moment = row["at"]
    body = {
        "action": row["action"],
        "actor": row["actor"],
        "after": row["after"],
        "at": to_micros(moment) if isinstance(moment, datetime) else moment,
        "before": row["before"],
        "positions": row["positions"],
        "role": row["role"],
        "seq": row["seq"],
        "subject_kind": row["subject_kind"],
        "subject_ref": row["subject_ref"],
        "why": row["why"],
    }
    return hashlib.sha256(previous + orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).digest()
