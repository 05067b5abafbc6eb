"""Fields that open in their own place only, and indexes that tell nothing without the key."""

import base64
import hashlib
import hmac
import statistics
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.crypto import (
    DecryptionRefused,
    IndexKeyMissing,
    KeyMissing,
    KeyRing,
    KeyRingInvalid,
    Purpose,
    key_name,
)

RING = KeyRing.generate("k1")
PLACE = {"table": "worker", "column": "id_number", "row": "w1"}
NUMBER = "990102198811052669"


@given(st.text())
def test_what_was_encrypted_reads_back_in_its_place(text: str) -> None:
    token = RING.encrypt(text, **PLACE)
    assert RING.decrypt(token, **PLACE) == text


def test_the_same_text_never_gives_the_same_token_and_is_not_in_it() -> None:
    tokens = {RING.encrypt(NUMBER, **PLACE) for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(NUMBER.encode() not in token for token in tokens)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"table": "card"},
        {"column": "phone"},
        {"row": "w2"},
        {"table": "workerid_number", "column": ""},
        {"table": "work", "column": "erid_number"},
        {"column": "id_numberw", "row": "1"},
    ],
)
def test_a_token_moved_elsewhere_is_refused(elsewhere: dict[str, str]) -> None:
    token = RING.encrypt(NUMBER, **PLACE)
    with pytest.raises(DecryptionRefused):
        RING.decrypt(token, **{**PLACE, **elsewhere})


def test_any_flipped_bit_or_cut_is_refused() -> None:
    token = RING.encrypt(NUMBER, **PLACE)
    for at in range(len(token)):
        damaged = token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
        with pytest.raises((DecryptionRefused, KeyMissing)):
            RING.decrypt(damaged, **PLACE)
        with pytest.raises((DecryptionRefused, KeyMissing)):
            RING.decrypt(token[:at], **PLACE)


@given(st.binary(max_size=80))
def test_what_is_no_token_is_refused_by_name(token: bytes) -> None:
    with pytest.raises((DecryptionRefused, KeyMissing)):
        RING.decrypt(token, **PLACE)


def test_rotation_reads_old_tokens_writes_new_ones_and_can_then_drop_the_old_key() -> None:
    old = RING.encrypt(NUMBER, **PLACE)
    grown = RING.with_new_primary("k2")
    assert grown.names == ("k2", "k1")
    assert grown.decrypt(old, **PLACE) == NUMBER
    assert grown.needs_rotation(old)
    new = grown.rotate(old, **PLACE)
    assert key_name(new) == "k2"
    assert not grown.needs_rotation(new)
    assert grown.rotate(new, **PLACE) is new
    fields, index = grown.to_text()
    alone = KeyRing.from_text(fields.split(",")[0], index)
    assert alone.decrypt(new, **PLACE) == NUMBER
    with pytest.raises(KeyMissing) as missing:
        alone.decrypt(old, **PLACE)
    assert missing.value.name == "k1"


def test_rotation_in_the_wrong_place_is_refused() -> None:
    grown = RING.with_new_primary("k2")
    with pytest.raises(DecryptionRefused):
        grown.rotate(RING.encrypt(NUMBER, **PLACE), **{**PLACE, "row": "w2"})


def test_a_token_cannot_be_relabelled_to_another_key() -> None:
    grown = RING.with_new_primary("k2")
    token = grown.encrypt(NUMBER, **PLACE)
    with pytest.raises(DecryptionRefused):
        grown.decrypt(token.replace(b"k2", b"k1", 1), **PLACE)


def test_rotation_keeps_the_indexes() -> None:
    grown = RING.with_new_primary("k2")
    assert grown.blind_index(Purpose.PHONE, "13800001111") == RING.blind_index(Purpose.PHONE, "13800001111")


def test_indexes_differ_by_purpose_and_by_ring() -> None:
    found = {RING.blind_index(purpose, "13800001111") for purpose in Purpose}
    found |= {KeyRing.generate().blind_index(purpose, "13800001111") for purpose in Purpose}
    assert len(found) == 2 * len(Purpose)
    assert all(len(index) == 64 for index in found)


@pytest.mark.parametrize(
    ("purpose", "one", "other"),
    [
        (Purpose.ID_NUMBER, "11010519491231002x", " １１０１０５１９４９１２３１００２Ｘ"),
        (Purpose.PHONE, "138 0000 1111", "+8613800001111"),
        (Purpose.PERMIT_NUMBER, "yz 996630386", "YZ996630386"),
        (Purpose.CARD_CODE, "4821 9037 5562 1776", "4821903755621776"),
    ],
)
def test_one_value_in_two_spellings_has_one_index(purpose: Purpose, one: str, other: str) -> None:
    assert RING.blind_index(purpose, one) == RING.blind_index(purpose, other)


def test_card_tokens_are_taken_as_they_are() -> None:
    assert RING.blind_index(Purpose.CARD_TOKEN, "aB") != RING.blind_index(Purpose.CARD_TOKEN, "AB")


def test_rings_survive_their_text_and_show_no_key() -> None:
    fields, index = RING.with_new_primary("k2").to_text()
    again = KeyRing.from_text(fields.replace(",", "\n "), index)
    assert again.to_text() == (fields, index)
    assert again.primary == "k2"
    assert repr(again) == "KeyRing(k2, k1; primary k2)"


# Fixed, so that every process collects the same test names.
KEY, OTHER, THIRD = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("fields", "index"),
    [
        ("", OTHER),
        (KEY, OTHER),
        (f"k1:{KEY[:20]}", OTHER),
        ("k1:!!!", OTHER),
        (f"k1:{KEY}", ""),
        (f"k1:{KEY}", KEY),
        (f"k1:{KEY},k1:{THIRD}", OTHER),
        (f"k1:{KEY},k2:{KEY}", OTHER),
        (f"K 1:{KEY}", OTHER),
        (f"Ä:{KEY}", OTHER),
    ],
)
def test_rings_that_cannot_be_are_refused_without_showing_a_key(fields: str, index: str) -> None:
    with pytest.raises(KeyRingInvalid) as refused:
        KeyRing.from_text(fields, index)
    assert KEY not in refused.value.message.zh + refused.value.message.en


def test_a_taken_name_cannot_become_the_new_primary() -> None:
    with pytest.raises(KeyRingInvalid):
        RING.with_new_primary("k1")


def test_the_dummy_costs_what_a_real_reading_costs() -> None:
    token = RING.encrypt(NUMBER, **PLACE)
    real, dummy = [], []
    for _ in range(300):
        began = time.perf_counter_ns()
        RING.decrypt(token, **PLACE)
        between = time.perf_counter_ns()
        RING.dummy_decrypt()
        real.append(between - began)
        dummy.append(time.perf_counter_ns() - between)
    ratio = statistics.median(dummy) / statistics.median(real)
    assert 0.5 < ratio < 2


@given(st.binary(min_size=32, max_size=32), st.text(max_size=200))
def test_an_index_is_the_hmac_of_rfc_2104_under_a_key_of_its_purpose(index_key: bytes, value: str) -> None:
    ring = KeyRing({"k1": bytes(31) + b"1"}, "k1", index_key)
    key = hmac.digest(index_key, b"blind index v1\0card_token", hashlib.sha256)
    assert ring.blind_index(Purpose.CARD_TOKEN, value) == hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def test_the_first_index_key_indexes_and_every_one_finds() -> None:
    old = KeyRing.generate()
    new = old.with_new_index_key()
    plain = "YZ420018"
    was, now = (ring.blind_index(Purpose.PERMIT_NUMBER, plain) for ring in (old, new))
    assert was != now
    assert new.blind_indexes(Purpose.PERMIT_NUMBER, plain) == (now, was)
    assert old.blind_indexes(Purpose.PERMIT_NUMBER, plain) == (was,)
    assert new.index_proofs == (new.index_proof, old.index_proof)
    back = new.with_index_key(old.index_proof)
    assert (back.index_proof, back.blind_index(Purpose.PERMIT_NUMBER, plain)) == (old.index_proof, was)
    assert back.with_new_primary("k2").index_proofs == back.index_proofs == new.index_proofs[::-1]
    with pytest.raises(IndexKeyMissing):
        old.with_index_key(new.index_proof)


def test_a_ring_of_several_index_keys_is_kept_as_text_in_their_order() -> None:
    ring = KeyRing.generate().with_new_index_key().with_new_index_key()
    again = KeyRing.from_text(*ring.to_text())
    assert (len(again.index_proofs), again.index_proofs) == (3, ring.index_proofs)
    fields, keys = ring.to_text()
    with pytest.raises(KeyRingInvalid):
        KeyRing.from_text(fields, keys + "," + keys.split(",")[0])
    with pytest.raises(KeyRingInvalid):
        KeyRing.from_text(fields, keys + ",")


def test_a_proof_is_no_index_and_says_nothing_of_one() -> None:
    ring = KeyRing.generate()
    assert ring.index_proof not in {ring.blind_index(purpose, "proof") for purpose in Purpose}
    assert len(ring.index_proof) == 64
