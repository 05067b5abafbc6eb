"""The one question across: yes for the right surname, no for everything else, by one path."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.orm import Session

from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import DecryptionRefused, KeyRing
from registry.workers import door
from registry.workers.door import permit_index, surname_confirmed
from registry.workers.models import Worker
from tests.make.workers import new_worker, registered

NUMBER = "YZ996630386"


@pytest.fixture
def holder(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> str:
    person = new_worker(name="单小梅", permit_number=NUMBER)
    return registered(session=session, actor=actor, clock=clock, keyring=keyring, worker=person)


@pytest.mark.parametrize(
    ("number", "typed", "answer"),
    [
        (NUMBER, "单", True),
        (NUMBER, "單", True),
        (NUMBER, "shan", True),
        (NUMBER, "SHÀN", True),
        (NUMBER, "dan", True),
        ("yz 9966-30386", "单", True),
        (NUMBER, "单小梅", False),
        (NUMBER, "小", False),
        (NUMBER, "张", False),
        (NUMBER, "", False),
        ("YZ996630387", "单", False),
        ("YZ996630387", "欧阳", False),
        ("", "单", False),
    ],
)
def test_only_number_and_surname_together_are_confirmed(
    session: Session, keyring: KeyRing, holder: str, number: str, typed: str, answer: bool
) -> None:
    assert surname_confirmed(session, keyring, permit_index(keyring, number), typed) is answer


@pytest.fixture
def work(session: Session, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What an answer costs: statements, decryptions, comparisons, in order."""
    done: list[str] = []
    decrypt, compare = keyring.decrypt, door.surname_matches

    def counted_decrypt(token: bytes, *, table: str, column: str, row: str) -> str:
        done.append("decrypt")
        return decrypt(token, table=table, column=column, row=row)

    def counted_compare(name: str, typed: str) -> bool:
        done.append("compare")
        return compare(name, typed)

    monkeypatch.setattr(keyring, "decrypt", counted_decrypt)
    monkeypatch.setattr(door, "surname_matches", counted_compare)
    connection = session.connection()

    def statement(conn: object, cursor: object, text: str, *rest: object) -> None:
        done.append(text)

    event.listen(connection, "before_cursor_execute", statement)
    yield done
    event.remove(connection, "before_cursor_execute", statement)


def test_an_unknown_number_and_a_wrong_surname_cost_the_same_work(
    session: Session, keyring: KeyRing, holder: str, work: list[str]
) -> None:
    paths = []
    for number, typed in ((NUMBER, "单"), (NUMBER, "张"), ("YZ996630387", "张")):
        work.clear()
        surname_confirmed(session, keyring, permit_index(keyring, number), typed)
        paths.append(list(work))
    assert paths[0] == paths[1] == paths[2]
    assert [step for step in paths[0] if step in ("decrypt", "compare")] == ["decrypt", "compare"]


def test_the_read_goes_by_the_index(session: Session, keyring: KeyRing, holder: str) -> None:
    explain = "EXPLAIN QUERY PLAN"
    if session.get_bind().dialect.name == "postgresql":
        explain = "EXPLAIN"
        session.execute(text("SET LOCAL enable_seqscan = off"))  # so few rows it would rather read through
    plan = session.execute(text(f"{explain} SELECT ref, name, permit_number FROM worker WHERE permit_index = 'x'"))
    assert "uq_worker_permit_index" in " ".join(str(row) for row in plan)


def test_an_index_moved_to_another_row_is_refused(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, holder: str
) -> None:
    other = registered(session=session, actor=actor, clock=clock, keyring=keyring, worker=new_worker(name="单大海"))
    index = permit_index(keyring, NUMBER)
    token = session.get_one(Worker, holder).permit_number
    session.execute(update(Worker).where(Worker.ref == holder).values(permit_index=None, permit_number=None))
    session.execute(update(Worker).where(Worker.ref == other).values(permit_index=index, permit_number=token))
    with pytest.raises(DecryptionRefused):
        surname_confirmed(session, keyring, index, "单")
