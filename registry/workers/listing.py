"""The listed face of persons, made from their particulars by those who may publish it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.core.clock import Clock
from registry.core.identifiers import Sex, age_band
from registry.core.masking import mask_name
from registry.record import reading
from registry.record.actions import Publication, Published, publish
from registry.record.reading import CHUNK
from registry.workers.disclosure import WorkerFace
from registry.workers.entered import NOBODY, Newcomers
from registry.workers.models import Worker


def listed_faces(
    session: Session, refs: Sequence[str], today: date, newcomers: Newcomers = NOBODY
) -> dict[str, WorkerFace]:
    """{ref: face} of persons as it reads on a day. Only for persons whose consent to be listed stands; `newcomers` are
    not looked up."""
    faces = {ref: _face(newcomers[ref], today) for ref in refs if ref in newcomers}
    asked = [ref for ref in refs if ref not in faces]
    for at in range(0, len(asked), CHUNK):
        rows = session.execute(
            select(
                Worker.ref, Worker.name, Worker.sex, Worker.birth_on, Worker.native_province, Worker.registered_on
            ).where(Worker.ref.in_(asked[at : at + CHUNK]))
        )
        faces.update({row.ref: _face(row, today) for row in rows})
    return faces


def _face(row: Any, today: date) -> WorkerFace:
    """Of a row of `worker` or of somebody entered just now."""
    return WorkerFace(
        name_masked=mask_name(row.name),
        sex=Sex(row.sex),
        age_band=age_band(row.birth_on, today),
        native_province=row.native_province,
        since_on=row.registered_on,
    )


def mend_listed(session: Session, clock: Clock, ref: str, basis: str) -> list[Published]:
    """Correct sex and age band of every listed version of a person, each by what was right on its own day.

    Part of correcting an identity, which writes the trace. Nothing for a person who is not listed now.
    """
    born, sex = session.execute(select(Worker.birth_on, Worker.sex).where(Worker.ref == ref)).one()
    kind = WorkerFace.KIND
    newest = {entry.effective_on: entry for entry in reading.history(session, kind.name, ref)}
    items = []
    for day, entry in newest.items():
        right = {"sex": sex, "age_band": age_band(born, day)}
        fields = entry.fields | {name: value for name, value in right.items() if name in entry.fields}
        if fields != entry.fields:
            items.append(Publication(kind, ref, entry.owner, fields, day, basis, entry.seq))
    return publish(session, clock, items)
