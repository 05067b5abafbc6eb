"""Erasing: the value goes, the hash stays true, the redaction is visible."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.audit.verify import verify_links
from registry.core.base import new_ref
from registry.core.clock import FixedClock
from registry.core.errors import Conflict
from registry.record import keys, reading
from registry.record.disclosure import ErasedFields, RedactionFace
from registry.record.models import RecordEntry, RecordSide
from registry.record.redaction import RedactionTarget, owed, redact, redact_owner, report_done
from registry.record.verify import verify
from tests.make.record import CLERK, SampleFace, recorded, sample


def test_a_redacted_field_leaves_and_everything_still_verifies(session: Session, clock: FixedClock) -> None:
    (entry,) = recorded(session, clock, [sample(name="张**", number=5)])
    marks = redact(session, clock, targets=[RedactionTarget(entry.seq, ("name",))], rule="PIPL-47", asked_by="本人")
    write(session, clock, CLERK, [Trace("samples.erase", "sample", entry.ref, entries=marks)])
    found = reading.entry_at(session, entry.seq)
    assert found.erased == ("name",)
    assert found.fields["number"] == 5
    assert found.face(SampleFace).name is None
    assert "张" not in session.scalar(select(RecordSide.document).where(RecordSide.seq == entry.seq))
    mark = reading.entry_at(session, marks[0].seq).face(RedactionFace)
    assert mark == RedactionFace((ErasedFields(entry.seq, ("name",)),), "PIPL-47", "本人")
    assert verify(session).failure is None
    assert verify_links(session) is None


def test_an_owner_is_forgotten_in_every_kind_version_and_key(session: Session, clock: FixedClock) -> None:
    person, company = new_ref(), new_ref()
    refs = [new_ref(), new_ref()]
    recorded(session, clock, [sample(ref=ref, owner=person, other=company) for ref in refs for _ in range(3)])
    keys.bind(session, "page", "token", "sample", refs[0], person)
    redact_owner(session, clock, owner=person, kinds=[SampleFace.KIND], rule="withdrawal", asked_by="本人")
    assert reading.current_of(session, [person], ["sample"]) == {person: []}
    assert keys.resolve(session, "page", "token") is None
    assert reading.linked(session, "sample", company) == []
    held = session.scalars(
        select(RecordSide.document)
        .join(RecordEntry, RecordEntry.seq == RecordSide.seq)
        .where(RecordEntry.owner == person, RecordEntry.kind == "sample")
    )
    assert set(held) == {"{}"}
    assert verify(session).failure is None
    again = redact_owner(session, clock, owner=person, kinds=[SampleFace.KIND], rule="withdrawal", asked_by="本人")
    assert again == []


def test_a_subject_may_be_published_again_after_its_end(session: Session, clock: FixedClock) -> None:
    ref = new_ref()
    recorded(session, clock, [sample(ref=ref, name="旧", effective_on=date(2026, 11, 1))])
    redact_owner(session, clock, owner=ref, kinds=[SampleFace.KIND], rule="withdrawal", asked_by="本人")
    recorded(session, clock, [sample(ref=ref, name="新", effective_on=date(2026, 11, 21))])
    assert reading.current(session, "sample", ref).fields["name"] == "新"
    past = reading.as_of(session, "sample", ref, date(2026, 11, 21), date(2026, 11, 5))
    assert past is None or "name" not in past.fields


def test_what_is_owed_to_the_disk_is_remembered_until_reported(session: Session, clock: FixedClock) -> None:
    (entry,) = recorded(session, clock, [sample()])
    (mark,) = redact(session, clock, targets=[RedactionTarget(entry.seq)], rule="x", asked_by="y")
    assert owed(session) == [mark.seq]
    report_done(session, [mark.seq], clock.now())
    assert owed(session) == []


def test_nothing_to_erase_and_no_such_entry_are_refused(session: Session, clock: FixedClock) -> None:
    (entry,) = recorded(session, clock, [sample()])
    redact(session, clock, targets=[RedactionTarget(entry.seq)], rule="x", asked_by="y")
    for seq in (entry.seq, 999):
        with pytest.raises(Conflict):
            redact(session, clock, targets=[RedactionTarget(seq)], rule="x", asked_by="y")


@pytest.mark.parametrize("change", ["erase", "alter", "add"])
def test_the_wall_lets_no_field_leave_or_change_without_a_redaction(
    session: Session, clock: FixedClock, change: str
) -> None:
    (entry,) = recorded(session, clock, [sample(name="张**")])
    document = session.scalar(select(RecordSide.document).where(RecordSide.seq == entry.seq))
    altered = {"erase": "{}", "alter": document.replace("张", "李"), "add": document[:-1] + ',"zz":["AA==",1]}'}[change]
    with pytest.raises(DBAPIError, match="only a redaction"):
        session.execute(text("UPDATE record_side SET document = :d WHERE seq = :s"), {"d": altered, "s": entry.seq})
