"""Putting an index key in force: the first one as found, another one with every index computed anew."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict
from registry.core.labels import Label
from registry.index_keys.anew import compute_anew
from registry.index_keys.models import IndexKey
from registry.index_keys.queries import in_force, only_on_paper
from registry.index_keys.states import KeyState

NOT_IN_FORCE = Label("当前密钥环使用的索引密钥不是在用的那一把", "The ring does not index with the key in force")
SAME = Label("这把索引密钥已经在用", "This index key is in force already")
DROPPED = Label(
    "新的密钥环里没有在用的索引密钥：把旧密钥留在新密钥后面",
    "The new ring does not hold the key in force: keep the old key behind the new one",
)
_SHOWN = 12  # digits of a proof that tell keys apart


@dataclass(frozen=True, slots=True)
class Rotated:
    """What was computed anew, and how many cards and codes only a retired key finds."""

    rows: Mapping[str, int]
    cards: int
    codes: int


def rotate_index(session: Session, actor: Actor, clock: Clock, keyring: KeyRing, new: KeyRing) -> Rotated:
    """Compute every blind index anew with `new` and put its index key in force, in this one transaction.

    The key in force until now, and older ones, stay needed while a card or a code is only found under them. Records and
    trace hold no index and are not touched. Raises Conflict, and RegistryError for a value that cannot be read.
    """
    was = in_force(session)
    if was is None or was != keyring.index_proof:
        raise Conflict(NOT_IN_FORCE)
    if new.index_proof == was:
        raise Conflict(SAME)
    if was not in new.index_proofs:
        raise Conflict(DROPPED)
    rows = compute_anew(session, new)
    cards, codes = only_on_paper(session, clock)
    now = clock.now()
    session.execute(update(IndexKey).where(IndexKey.proof == was).values(state=KeyState.RETIRED.value, retired_at=now))
    # A key that comes back was retired; and nothing needs the retired ones where nothing is left under them.
    going = IndexKey.state == KeyState.RETIRED.value
    session.execute(delete(IndexKey).where(going & (IndexKey.proof == new.index_proof) if cards or codes else going))
    session.add(IndexKey(proof=new.index_proof, state=KeyState.IN_FORCE.value, since=now, retired_at=None))
    session.flush()
    told = {"key": new.index_proof[:_SHOWN], "rows": dict(rows), "cards_left": cards, "codes_left": codes}
    before = {"key": was[:_SHOWN]}
    write(session, clock, actor, [Trace("keys.rotate_index", "keys", "index_key", before, told)])
    return Rotated(rows, cards, codes)
