"""Leaves against the definitions: RFC 8785 by an independent library, RFC 6962 and the commitment by hand."""

import hashlib
from datetime import UTC, date, datetime

import orjson
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from registry.core.base import from_micros
from registry.core.errors import RuleBroken
from registry.record.canonical import SAFE_INTEGER, Canon, canonical
from registry.record.leaf import SALT_BYTES, Head, content_of, opened, seal

HEAD = Head(
    "log", 7, "sample", True, "r", "o", 2, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), 3, "basis"
)

texts = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(st.characters(max_codepoint=0xD7FF))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-SAFE_INTEGER, SAFE_INTEGER) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_canonical_bytes_are_those_of_rfc_8785(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(st.lists(values, max_size=8))
def test_a_batch_remembers_nothing_wrongly(said: list[object]) -> None:
    """Values that compare equal without being the same (1 and true, "1" and 1) among them."""
    canon = Canon()
    for value in [*said, 1, True, "1", "true", None, "null", *said]:
        assert canon.of(value) == (rfc8785.dumps(value), rfc8785.dumps(value).decode())


@pytest.mark.parametrize(
    "value", [1.5, 1.0, SAFE_INTEGER + 1, -SAFE_INTEGER - 1, b"x", {1: "x"}, {"\U0001f600": 1}, ["\ud800"], object()]
)
def test_what_the_record_does_not_admit_is_refused(value: object) -> None:
    with pytest.raises(RuleBroken):
        canonical(value)


def test_a_leaf_holds_the_head_and_one_commitment_per_field() -> None:
    random = bytes(range(SALT_BYTES)) + bytes(reversed(range(SALT_BYTES)))
    leaf = seal(HEAD, {"name": "张**", "age": 3}, random)
    salt_of_age, salt_of_name = random[:32], random[32:]
    assert orjson.loads(leaf.content) == {
        "fields": {
            "age": hashlib.sha256(salt_of_age + b"age\0" + b"3").hexdigest(),
            "name": hashlib.sha256(salt_of_name + b"name\0" + '"张**"'.encode()).hexdigest(),
        },
        "head": {
            "basis": "basis", "corrects": 3, "effective_on": "2026-01-02", "kind": "sample", "listed": True,
            "log": "log", "owner": "o", "recorded_at": "2026-01-02T03:04:05.000000Z", "ref": "r", "seq": 7,
            "version": 2,
        },
    }  # fmt: skip
    assert leaf.content == rfc8785.dumps(orjson.loads(leaf.content))
    assert leaf.hash == hashlib.sha256(b"\0" + leaf.content).digest()
    assert opened(leaf.side) == {"age": (salt_of_age, 3), "name": (salt_of_name, "张**")}


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), values, max_size=6), st.binary(min_size=200))
def test_the_side_document_gives_back_every_value(fields: dict[str, object], random: bytes) -> None:
    leaf = seal(HEAD, fields, random)
    assert {name: value for name, (_, value) in opened(leaf.side).items()} == fields


heads = st.builds(
    Head,
    log=keys, seq=st.integers(1, SAFE_INTEGER), kind=keys, listed=st.booleans(), ref=keys, owner=keys,
    version=st.integers(1, 10**6), effective_on=st.dates(date(1900, 1, 1)),
    recorded_at=st.integers(0, 10**17 // 4).map(from_micros),
    corrects=st.none() | st.integers(1, SAFE_INTEGER), basis=texts,
)  # fmt: skip


@given(heads)
def test_a_head_written_out_is_its_canonical_json(head: Head) -> None:
    assert head.text().encode() == rfc8785.dumps(head.plain())


@given(heads, st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), values, max_size=6))
def test_a_leaf_is_the_canonical_json_that_verify_makes(head: Head, fields: dict[str, object]) -> None:
    leaf = seal(head, fields, bytes(32 * len(fields)))
    assert leaf.content == content_of(head.plain(), orjson.loads(leaf.content)["fields"])
    assert leaf.content == rfc8785.dumps(orjson.loads(leaf.content))


def test_a_leaf_over_65535_bytes_is_refused() -> None:
    fields = {f"f{number}": number for number in range(1200)}
    with pytest.raises(RuleBroken) as caught:
        seal(HEAD, fields, bytes(32 * 1200))
    assert caught.value.findings[0].code == "record.leaf_size"
