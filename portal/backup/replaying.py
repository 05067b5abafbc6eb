"""Doing the ledger's lines again on a restored register, in the domain's own verbs."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from portal.backup.ledger import Line
from portal.backup.private import PRIVATE, WHY
from portal.database import unit
from portal.settings import Settings
from registry.audit.models import AuditEntry
from registry.consents.actions import withdraw
from registry.consents.queries import standing_scopes
from registry.consents.states import Channel
from registry.core.actor import SYSTEM
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict
from registry.operations.actions_erasures import replay
from registry.operations.erasures import Erasure, PrivateErasure, StandingConsents
from registry.record import reading


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many lines had something left to do, and the acts that this state of the register does not allow."""

    done: int = 0
    stuck: tuple[PrivateErasure, ...] = ()


def replay_all(writer: Engine, settings: Settings, clock: Clock, keyring: KeyRing, lines: Sequence[Line]) -> Replayed:
    """Do again what the register does not know.

    Consents first: a withdrawn one must be so in the private tables too, or the next roster would publish anew.
    """
    with unit(writer, settings) as session:
        unknown = [line for line in lines if not _known(session, line)]
        newest = {line.owner: line for line in unknown if isinstance(line, StandingConsents)}
        done = sum(_withdrawn(session, clock, line) for line in newest.values())
        done += sum(replay(session, SYSTEM, clock, line) for line in unknown if isinstance(line, Erasure))
        stuck = []
        for act in unknown:
            if isinstance(act, PrivateErasure):
                try:
                    done += PRIVATE[act.action](session, clock, keyring, act.subject)
                except Conflict:
                    stuck.append(act)
    return Replayed(done, tuple(stuck))


def _known(session: Session, line: Line) -> bool:
    """The restored register holds this very entry or row: its backup was made later."""
    if isinstance(line, PrivateErasure):
        told = session.scalar(select(AuditEntry.hash).where(AuditEntry.seq == line.row))
        return told is not None and told.hex() == line.hash
    held = reading.leaf_hash_at(session, line.seq)
    return held is not None and held.hex() == line.leaf


def _withdrawn(session: Session, clock: Clock, line: StandingConsents) -> bool:
    standing = standing_scopes(session, [line.owner]).get(line.owner, set())
    gone = {scope for scope in standing if scope.value not in line.scopes}
    if gone:
        withdraw(session, SYSTEM, clock, line.owner, channel=Channel.PAPER, scopes=gone, why=WHY)
    return bool(gone)
