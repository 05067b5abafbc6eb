"""The faces of persons: exactly these fields, and what they are called is what they hold."""

from sqlalchemy.orm import Session

from registry.core.actor import Actor
from registry.core.clock import FixedClock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.identifiers import Sex
from registry.workers.disclosure import EmploymentFace, WorkerFace
from registry.workers.listing import listed_faces
from tests.make.workers import new_worker, registered

ALLOWED = {"name_masked", "sex", "age_band", "native_province", "since_on"}


def test_the_listed_face_holds_no_more_than_this() -> None:
    fields = WorkerFace("张**", Sex.FEMALE, "40-49", "340000", None).fields()
    assert set(fields) == ALLOWED == set(WorkerFace.KIND.personal)
    assert WorkerFace.KIND.listed


def test_an_employment_is_unlisted_and_linked_by_its_company() -> None:
    assert not EmploymentFace.KIND.listed
    assert EmploymentFace.KIND.link == "company"
    names = set(EmploymentFace.KIND.personal)
    assert names == {"company", "since_on", "until_on", "services", "source"}


def test_a_face_is_masked_and_banded(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> None:
    person = new_worker(name="上官莲金", native_province="340000")
    ref = registered(session=session, actor=actor, clock=clock, keyring=keyring, worker=person)
    today = shanghai_date(clock.now())
    face = listed_faces(session, [ref], today)[ref]
    assert face == WorkerFace("上官**", Sex.FEMALE, "50-59", "340000", today)
    assert person.id_number[6:14] not in str(face)
