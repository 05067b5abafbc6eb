"""The index follows the record: what is published is found, what is withdrawn is gone, whatever happens between."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from registry.companies import actions as companies
from registry.companies.actions import Change
from registry.companies.disclosure import ServiceOffering
from registry.consents.actions import withdraw
from registry.consents.states import Channel, Scope
from registry.core.actor import Actor
from registry.core.clock import FixedClock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.taxonomy import ServiceLine
from registry.record.reading import position
from registry.workers.actions_employment import end_employment
from search.documents import Document
from search.engines import open_engine
from search.indexer import Indexer
from search.protocol import Cursor, Engine, Query
from search.query import Words, read
from tests.make.companies import CLERK, register_company
from tests.make.standing_people import someone


def found(engine: Engine, clock: FixedClock, text: str = "", **filters: tuple[str, ...]) -> list[str]:
    """The keys of what answers a text now."""
    reading = read(text)
    assert isinstance(reading, Words)
    answer = engine.search(Query(plan=reading.plan, filters=filters), shanghai_date(clock.now()))
    return [f"{hit.kind}/{hit.ref}" for hit in answer.hits]


@pytest.fixture
def indexer(index: Engine, clock: FixedClock) -> Indexer:
    return Indexer(index, clock)


@pytest.fixture
def people(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> dict[str, Any]:
    return {"session": session, "actor": actor, "clock": clock, "keyring": keyring}


class TestFollowing:
    def test_what_is_published_is_found(
        self, index: Engine, indexer: Indexer, session: Session, clock: FixedClock
    ) -> None:
        ref = register_company(session, clock, name="云州市丽红家政服务有限公司", brand="丽红", address="和平路3号")
        applied = indexer.catch_up(session)
        assert applied.documents == 1
        cursor = index.cursor()
        assert cursor is not None
        assert cursor.position == position(session)
        for text in ("丽红", "lihong", "东塘区", "北苑", "月嫂", "和平路", ""):
            assert found(index, clock, text) == [f"company/{ref}"], text
        assert indexer.run_once(session).entries == 0

    def test_what_nobody_may_search_for_is_not_in_the_index(
        self, index: Engine, indexer: Indexer, session: Session, clock: FixedClock
    ) -> None:
        register_company(session, clock, hotline="010-00002537", legal_representative="赵雪志")
        indexer.catch_up(session)
        (document,) = index.stored(index.keys()).values()
        assert "雪志" not in str(document)
        assert "2537" not in str(document)
        assert found(index, clock, "赵雪志") == []

    def test_persons_are_indexed_by_consent_alone(
        self, index: Engine, indexer: Indexer, session: Session, clock: FixedClock, people: dict[str, Any]
    ) -> None:
        listed = someone(**people, name="翟秀英", number="YZ420018", scopes=(Scope.LISTING,))
        someone(**people, name="张淑芬", number="YZ420019")
        indexer.catch_up(session)
        assert found(index, clock, "日常保洁", kind=("worker",)) == [f"worker/{listed.ref}"]
        document = index.stored([f"worker/{listed.ref}"])[f"worker/{listed.ref}"]
        assert document.items == ("HC01",)
        assert document.companies == (listed.company,)
        assert set(document.districts) == {"990101", "990102"}
        assert document.timeline[0] == (0, "green")
        for text in ("翟秀英", "翟", "YZ420018", "张淑芬"):
            assert "翟" not in str(document)
            if isinstance(read(text), Words):
                assert found(index, clock, text) == []

    def test_withdrawal_takes_the_person_out(
        self, index: Engine, indexer: Indexer, session: Session, clock: FixedClock, people: dict[str, Any]
    ) -> None:
        person = someone(**people, scopes=(Scope.LISTING,))
        indexer.catch_up(session)
        assert f"worker/{person.ref}" in set(index.keys())
        withdraw(session, CLERK, clock, person.ref, channel=Channel.PAPER)
        assert indexer.catch_up(session).redacted
        assert f"worker/{person.ref}" not in set(index.keys())

    def test_a_change_of_the_company_reaches_its_workers(
        self, index: Engine, indexer: Indexer, session: Session, clock: FixedClock, people: dict[str, Any]
    ) -> None:
        person = someone(**people, scopes=(Scope.LISTING,))
        indexer.catch_up(session)
        clock.advance(hours=1)
        change = Change(person.company, {"service_areas": ("990105",)}, None, "更正")
        companies.change(session, CLERK, clock, change)
        indexer.catch_up(session)
        document = index.stored([f"worker/{person.ref}"])[f"worker/{person.ref}"]
        assert set(document.districts) == {"990101", "990105"}

    def test_standing_passes_with_time_alone(
        self, index: Engine, indexer: Indexer, session: Session, clock: FixedClock, people: dict[str, Any]
    ) -> None:
        last = shanghai_date(clock.now())
        person = someone(**people, scopes=(Scope.LISTING,), valid_until=last)
        indexer.catch_up(session)
        key = f"worker/{person.ref}"
        assert found(index, clock, "日常保洁", kind=("worker",), standing=("green",)) == [key]
        clock.advance(days=1)
        assert found(index, clock, "日常保洁", kind=("worker",), standing=("green",)) == []
        assert found(index, clock, "日常保洁", kind=("worker",), standing=("red",)) == [key]
        assert indexer.check(session)
        assert indexer.refresh(session) >= 1
        assert indexer.check(session)
        assert index.stored([key])[key].timeline[0] == (0, "red")
        assert index.due(shanghai_date(clock.now()), 10) == []

    def test_a_spell_that_ended_ahead_of_time_leaves_the_list_on_its_day(
        self, index: Engine, indexer: Indexer, session: Session, clock: FixedClock, people: dict[str, Any]
    ) -> None:
        person = someone(**people, scopes=(Scope.LISTING,))
        until = shanghai_date(clock.now()) + timedelta(days=5)
        end_employment(session, CLERK, clock, worker_ref=person.ref, company_ref=person.company, until_on=until)
        indexer.catch_up(session)
        assert index.stored([f"worker/{person.ref}"])[f"worker/{person.ref}"].companies == (person.company,)
        clock.advance(days=6)
        indexer.refresh(session)
        assert index.stored([f"worker/{person.ref}"])[f"worker/{person.ref}"].companies == ()

    def test_unspecified_services_and_whole_cities(
        self, index: Engine, indexer: Indexer, session: Session, clock: FixedClock
    ) -> None:
        ref = register_company(
            session,
            clock,
            service_areas=("990100",),
            services=(ServiceOffering(None, ServiceLine.CHILD_CARE),),
        )
        indexer.catch_up(session)
        assert found(index, clock, "育儿嫂") == [f"company/{ref}"]
        assert found(index, clock, "明湖区") == [f"company/{ref}"]
        assert found(index, clock, "月嫂") == []


class TestRecovery:
    def test_another_record_means_a_rebuild(
        self, index: Engine, indexer: Indexer, session: Session, clock: FixedClock
    ) -> None:
        register_company(session, clock)
        indexer.catch_up(session)
        right = index.cursor()
        assert right is not None
        for wrong in (
            Cursor("another log", right.position, right.leaf_hash),
            Cursor(right.log_id, right.position, "00" * 32),
            Cursor(right.log_id, right.position + 5, right.leaf_hash),
        ):
            index.apply([Document(kind="company", ref="ghost", timeline=((0, "green"),))], (), wrong)
            assert indexer.run_once(session).rebuilt
            assert index.cursor() == right
            assert "company/ghost" not in set(index.keys())

    def test_ghosts_and_gaps_are_found_by_the_check(
        self, index: Engine, indexer: Indexer, session: Session, clock: FixedClock
    ) -> None:
        refs = [register_company(session, clock) for _ in range(3)]
        indexer.catch_up(session)
        at = index.cursor()
        assert at is not None
        assert indexer.check(session)
        index.apply((), [f"company/{refs[0]}"], at)
        assert not indexer.check(session)
        assert index.doc_count() == 3
        index.apply([Document(kind="company", ref=refs[1], timeline=((0, "green"),))], (), at)
        assert not indexer.check(session)
        assert index.stored([f"company/{refs[1]}"])[f"company/{refs[1]}"].names
        assert indexer.check(session)

    def test_progress_is_told(self, index: Engine, session: Session, clock: FixedClock) -> None:
        register_company(session, clock)
        register_company(session, clock)
        told: list[tuple[int, int]] = []
        Indexer(index, clock, lambda done, total: told.append((done, total))).rebuild(session)
        assert told == [(2, 2)]


class TestDisk:
    def test_a_deleted_index_is_built_again(self, address: str, session: Session, clock: FixedClock) -> None:
        engine = open_engine(address)
        ref = register_company(session, clock)
        assert Indexer(engine, clock).run_once(session).rebuilt
        reader = open_engine(address)
        assert found(reader, clock) == [f"company/{ref}"]
        engine.destroy()
        assert Indexer(engine, clock).run_once(session).rebuilt
        assert found(reader, clock) == [f"company/{ref}"]
        for each in (engine, reader):
            each.close()

    def test_a_reader_in_another_process_sees_each_commit(
        self, address: str, session: Session, clock: FixedClock
    ) -> None:
        engine, reader = open_engine(address), open_engine(address)
        indexer = Indexer(engine, clock)
        seen = []
        for number in range(5):
            register_company(session, clock, name=f"云州市第{number}家政有限公司")
            indexer.run_once(session)
            seen.append(len(found(reader, clock)))
        assert seen == [1, 2, 3, 4, 5]
        for each in (engine, reader):
            each.close()

    def test_erased_bytes_are_in_no_file_after_compacting(
        self, address: str, tmp_path: Path, session: Session, clock: FixedClock
    ) -> None:
        engine = open_engine(address)
        indexer = Indexer(engine, clock)
        ref = register_company(session, clock, brand="Brandtobeerased")
        register_company(session, clock)
        indexer.catch_up(session)

        def held() -> list[str]:
            files = [path for path in (tmp_path / "index").rglob("*") if path.is_file()]
            return [path.name for path in files if b"brandtobe" in path.read_bytes().lower()]

        def segments() -> set[str]:
            return {
                path.name for path in (tmp_path / "index").glob("g*/*") if path.suffix in {".seg", ".store", ".term"}
            }

        before = segments()
        # Tantivy packs what it stores; there, that every file of a segment is another one says the same.
        assert before
        assert held() or address.startswith("tantivy")
        clock.advance(hours=1)
        companies.change(session, CLERK, clock, Change(ref, {"brand": "新"}, None, "更名"))
        indexer.catch_up(session)
        indexer.compact()
        assert held() == []
        assert not before & segments()
        assert indexer.check(session)
        engine.close()

    def test_the_directory_is_private(self, address: str, tmp_path: Path, session: Session, clock: FixedClock) -> None:
        engine = open_engine(address)
        Indexer(engine, clock).run_once(session)
        for path in [tmp_path / "index", *(tmp_path / "index").glob("g*")]:
            assert path.stat().st_mode & 0o077 == 0
        engine.close()

    def test_a_new_entry_is_found_within_two_seconds(self, address: str, session: Session, clock: FixedClock) -> None:
        engine = open_engine(address)
        indexer = Indexer(engine, clock)
        indexer.catch_up(session)
        register_company(session, clock, name="云州市刚刚登记家政有限公司")
        begun = time.monotonic()
        indexer.run_once(session)
        assert len(found(engine, clock, "刚刚登记")) == 1
        assert time.monotonic() - begun < 2
        engine.close()
