"""Writing encrypted columns anew under the primary key of the ring, a table at a time, in batches.

Which columns they are the models say themselves (core.base.Sealed), so that a key is never dropped while a column that
somebody added later still needs it.
"""

from sqlalchemy import Table, or_, select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.core.sealed import sealed_columns


def rotate_table(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, table: Table, *, after: str = "", limit: int = 2000
) -> str | None:
    """Re-encrypt up to `limit` rows whose key follows `after`; returns the last key, None when all are done.

    Tokens are bound to table, column and primary key. Blind indexes stay: they are made with another key.
    Raises DecryptionRefused, KeyMissing.
    """
    (key,), names = table.primary_key.columns, sealed_columns(table)
    held = or_(*(table.c[name].is_not(None) for name in names))
    rows = session.execute(
        select(key, *(table.c[name] for name in names)).where(key > after, held).order_by(key).limit(limit)
    ).all()
    changed = 0
    for ref, *tokens in rows:
        fresh = {
            name: keyring.rotate(token, table=table.name, column=name, row=ref)
            for name, token in zip(names, tokens, strict=True)
            if token is not None and keyring.needs_rotation(token)
        }
        if fresh:
            session.connection().execute(update(table).where(key == ref).values(fresh))
            changed += 1
    if changed:
        told = {"key": keyring.primary, "rows": changed}
        write(session, clock, actor, [Trace("keys.rotate", "keys", table.name, after=told)])
    return str(rows[-1][0]) if rows else None
