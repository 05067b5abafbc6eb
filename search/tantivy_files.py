"""Tantivy's files: the schema, a document as Tantivy takes it, and the checksums that it writes but never reads."""

import json
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy

from search.documents import Document, dump, freshness
from search.protocol import IndexDamaged
from search.tokens import tokens_of

CURSOR_KEY = "cursor"
# Each facet's values lie in so many columns that hold exactly one value for every document, padded with NO_VALUE:
# counted five times as fast as one column of many values. What does not fit lies in one more column of any number.
COLUMNS = {"kind": 1, "item": 8, "line": 5, "group": 5, "district": 8, "mode": 1, "grade": 2, "membership": 1}
NO_VALUE = "-"
EPOCH = 730_120  # 2000-01-01 as an ordinal: days become numbers of sixteen bits
LAST_DAY = 65_535
NEVER = LAST_DAY + 1
_FRESH_STEP = 1.5e-6  # Tantivy multiplies a score by log2(2 + weight): enough to order, too little to outweigh a match
_FOOTER_MAGIC = 1337


def columns_of(facet: str) -> list[str]:
    """The columns that hold a facet's values."""
    return [*(f"{facet}_{place}" for place in range(COLUMNS[facet])), f"{facet}_more"]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("token", tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("content", stored=True)
    for facet in COLUMNS:
        for name in columns_of(facet):
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("first_state", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("review", fast=True)
    builder.add_unsigned_field("since", fast=True)
    builder.add_unsigned_field("name_key", fast=True)
    builder.add_float_field("fresh", fast=True)
    return builder.build()


SCHEMA = _schema()


def day_number(ordinal: int) -> int:
    """An ordinal day in sixteen bits; days before 2000 and after 2179 count as the first and the last."""
    return min(max(ordinal - EPOCH, 0), LAST_DAY)


def spans(begin: int, end: int) -> Iterable[str]:
    """The fewest aligned blocks of days that make up [begin, end): a day lies in one of them or in none."""
    level = 0
    while begin < end:
        if begin & 1:
            yield f"{level}.{begin}"
            begin += 1
        if end & 1:
            end -= 1
            yield f"{level}.{end}"
        begin, end, level = begin >> 1, end >> 1, level + 1


def blocks(day: int) -> list[str]:
    """Every aligned block of days that holds a day."""
    return [f"{level}.{day >> level}" for level in range(17)]


def span_token(state: str, block: str) -> str:
    """The token that says: this state holds through this block of days."""
    return f"t{state}:{block}"


def native(document: Document) -> tantivy.Document:
    """A document as Tantivy takes it."""
    tokens = tokens_of(document)
    days = [day_number(day) for day, _ in document.timeline]
    days[0] = 0
    for step, (_, state) in enumerate(document.timeline):
        begin, end = days[step], days[step + 1] if step + 1 < len(days) else NEVER
        tokens.update(span_token(state, block) for block in spans(begin, end))
    fields: dict[str, Any] = {
        "key": document.key,
        "token": list(tokens),
        "content": dump(document),
        "first_state": document.timeline[0][1],
        "review": min(_reviewed(document), days[1] if len(days) > 1 else NEVER),
        "since": max(document.since, 0),
        "name_key": document.name_key,
        "fresh": freshness(document.changed) * _FRESH_STEP,
    }
    for facet, width in COLUMNS.items():
        values = document.values(facet)
        for place in range(width):
            fields[f"{facet}_{place}"] = values[place] if place < len(values) else NO_VALUE
        if len(values) > width:
            fields[f"{facet}_more"] = list(values[width:])
    return tantivy.Document.from_dict(fields, SCHEMA)


def _reviewed(document: Document) -> int:
    return day_number(document.review) if document.review else NEVER


def native_cursor(content: bytes) -> tantivy.Document:
    """The cursor as Tantivy takes it: found by its key, by nothing else."""
    fields: dict[str, Any] = {"key": CURSOR_KEY, "content": CURSOR_KEY.encode() + content, "first_state": NO_VALUE}
    # A column with a value for every document but one would lose what makes it quick.
    fields |= {f"{facet}_{place}": NO_VALUE for facet, width in COLUMNS.items() for place in range(width)}
    return tantivy.Document.from_dict(fields | {"review": NEVER, "since": 0, "name_key": 0, "fresh": 0.0}, SCHEMA)


def check_files(folder: Path) -> None:
    """Compare every file of every living segment with the CRC-32 in its footer. Raises IndexDamaged.

    Tantivy verifies nothing when it opens an index; a flipped byte would change answers without a word.
    """
    meta = json.loads((folder / "meta.json").read_bytes())
    for segment in meta["segments"]:
        name = segment["segment_id"].replace("-", "")
        files = [path for path in folder.glob(f"{name}.*") if not path.name.endswith(".del")]
        if segment["deletes"]:
            files.append(folder / f"{name}.{segment['deletes']['opstamp']}.del")
        if len({path.suffix for path in files} & {".store", ".term", ".idx", ".fast"}) < 4:
            raise IndexDamaged(f"segment {name} lacks files")
        for path in files:
            _check(path)


def _check(path: Path) -> None:
    content = path.read_bytes()
    if len(content) < 8:
        raise IndexDamaged(f"{path.name} is cut short")
    length, magic = struct.unpack("<II", content[-8:])
    if magic != _FOOTER_MAGIC or length > len(content) - 8:
        raise IndexDamaged(f"{path.name} has no footer")
    footer = json.loads(content[-8 - length : -8])
    if footer["crc"] != zlib.crc32(memoryview(content)[: -8 - length]):
        raise IndexDamaged(f"{path.name} is not what was written")
