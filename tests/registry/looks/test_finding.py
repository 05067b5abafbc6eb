"""Finding people: exact numbers, names in every spelling, pages, a company's people; masked as the matrix says."""

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.looks.finding import Asked, catch_up, find_people, lines_of
from registry.looks.models import PersonTerm
from registry.workers.models import Worker
from tests.make.workers import new_worker, registered

KEYS = KeyRing.generate()
NAMES = ("张淑芬", "张淑敏", "李建国", "欧阳淑芬", "单丽娟")


@pytest.fixture
def people(session: Session, actor: Actor, clock: FixedClock) -> dict[str, str]:
    made = {
        name: registered(
            session=session, actor=actor, clock=clock, keyring=KEYS,
            worker=new_worker(name=name, phone=f"1004831716{at}", permit_number=f"YZ2026000{at}"),
        )
        for at, name in enumerate(NAMES)
    }  # fmt: skip
    catch_up(session, steps=10)
    return made


def names(session: Session, asked: Asked, limit: int = 20) -> list[str]:
    found: list[str] = []
    after = ""
    while True:
        refs, after = find_people(session, KEYS, asked, after=after, limit=limit)
        found += [line.name for line in lines_of(session, KEYS, Role.CLERK, refs)]
        if not after:
            return found


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("张淑", {"张淑芬", "张淑敏"}),
        ("淑芬", {"张淑芬", "欧阳淑芬"}),
        ("zhangshu", {"张淑芬", "张淑敏"}),
        ("ljg", {"李建国"}),
        ("shanli", {"单丽娟"}),
        ("", set()),
        ("%", set()),
    ],
)
def test_by_name(session: Session, people: dict[str, str], typed: str, expected: set[str]) -> None:
    assert set(names(session, Asked(name=typed))) == expected
    assert sorted(names(session, Asked(name=typed), limit=1)) == sorted(expected)


def test_exactly_by_number_only(session: Session, people: dict[str, str]) -> None:
    worker = session.get(Worker, people["李建国"])
    plain = KEYS.decrypt(worker.id_number, table="worker", column="id_number", row=worker.ref)
    assert names(session, Asked(id_number=f" {plain} ")) == ["李建国"]
    assert names(session, Asked(phone="100 4831 7162")) == ["李建国"]
    assert names(session, Asked(permit_number="yz20260002")) == ["李建国"]
    assert names(session, Asked(id_number=plain[:-1])) == []
    assert names(session, Asked(id_number=plain, phone="10048317160")) == []


def test_the_words_follow_a_change_of_name_and_a_person_who_is_gone(
    session: Session, actor: Actor, clock: FixedClock, people: dict[str, str]
) -> None:
    from registry.audit.actions import Trace, write

    session.execute(update(Worker).where(Worker.ref == people["李建国"]).values(name="李建军"))
    write(session, clock, actor, [Trace("worker.change", "worker", people["李建国"])])
    session.execute(delete(Worker).where(Worker.ref == people["单丽娟"]))
    write(session, clock, actor, [Trace("worker.erase", "worker", people["单丽娟"])])
    assert catch_up(session) == 2
    assert names(session, Asked(name="李建")) == ["李建军"]
    assert session.scalar(select(func.count()).where(PersonTerm.worker_ref == people["单丽娟"])) == 0
    assert catch_up(session) == 0


def test_a_list_masks_by_post(session: Session, people: dict[str, str]) -> None:
    for role, born in ((Role.CLERK, 4), (Role.REVIEWER, 10)):
        (line,) = lines_of(session, KEYS, role, [people["李建国"]])
        assert line.id_number.startswith("*" * 14)
        assert line.phone == "100****7162"
        assert len(line.born) == born
