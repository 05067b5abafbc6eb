"""What every engine promises its writer, asked of each of them."""

import pytest

from search.protocol import Cursor, Engine, IndexAbsent
from tests.make.asking import AT_ONE, ask, fill, refs
from tests.make.search import TODAY, company, worker


class TestWriting:
    def test_cursor_and_documents_arrive_together(self, index: Engine) -> None:
        assert index.cursor() == Cursor("log", 0, "")
        index.apply([company("a"), company("b")], (), Cursor("log", 7, "ff"))
        assert index.cursor() == Cursor("log", 7, "ff")
        assert ask(index).position == 7
        assert index.doc_count() == 2
        assert sorted(index.keys()) == ["company/a", "company/b"]

    def test_replaces_and_deletes(self, index: Engine) -> None:
        fill(index, company("a"), company("b"))
        index.apply([company("a", core="新名")], ["company/b", "company/never"], Cursor("log", 2, "bb"))
        assert index.doc_count() == 1
        assert refs(ask(index, "新名")) == ["a"]
        assert ask(index, "丽红").total == 0
        assert index.stored(["company/a", "company/b"]) == {"company/a": company("a", core="新名")}
        index.apply((), (), Cursor("log", 3, "cc"))
        assert index.cursor() == Cursor("log", 3, "cc")
        assert index.doc_count() == 1

    def test_keeps_every_field(self, index: Engine) -> None:
        whole = company(
            "a", brand="牌", former=("旧",), code="91990101MA0000000X", words=("词",), items=("MI01",), name_key=2**60
        )
        person = worker("w", grades=("L4",), timeline=((0, "green"), (TODAY.toordinal(), "red")))
        fill(index, whole, person)
        assert index.stored(["company/a", "worker/w"]) == {"company/a": whole, "worker/w": person}

    def test_many_small_commits(self, index: Engine) -> None:
        for number in range(30):
            deletes = [f"company/c{number - 3}"] if number % 3 == 0 else []
            index.apply([company(f"c{number}", name_key=number)], deletes, Cursor("log", number + 1, "aa"))
        expected = {f"c{number}" for number in range(30)} - {f"c{number - 3}" for number in range(0, 30, 3)}
        assert set(refs(ask(index, limit=100))) == expected
        assert index.doc_count() == len(expected)
        index.verify()

    def test_compacting_changes_no_answer(self, index: Engine) -> None:
        fill(index, company("a", items=("MI01",)), company("b"), worker("w"))
        index.apply((), ["company/b"], Cursor("log", 2, "bb"))
        before = ask(index, "月嫂")
        index.compact()
        assert ask(index, "月嫂") == before
        assert index.cursor() == Cursor("log", 2, "bb")
        assert index.doc_count() == 2
        index.verify()

    def test_rebuilding_replaces_everything_at_once(self, index: Engine) -> None:
        fill(index, company("old"))
        rebuild = index.rebuild()
        rebuild.add([company("new1"), company("new2")])
        rebuild.progress(2, 3)
        assert index.rebuilding() == (2, 3)
        assert refs(ask(index)) == ["old"]
        rebuild.add([worker("w")])
        rebuild.finish(Cursor("other", 9, "dd"))
        assert index.rebuilding() is None
        assert sorted(refs(ask(index))) == ["new1", "new2"]
        assert index.cursor() == Cursor("other", 9, "dd")

    def test_an_abandoned_rebuild_leaves_the_index_as_it_was(self, index: Engine) -> None:
        fill(index, company("old"))
        rebuild = index.rebuild()
        rebuild.add([company("new")])
        rebuild.abandon()
        assert refs(ask(index)) == ["old"]
        assert index.rebuilding() is None

    def test_a_destroyed_index_is_absent(self, index: Engine) -> None:
        index.destroy()
        for act in (index.cursor, index.doc_count, index.verify, lambda: ask(index)):
            with pytest.raises(IndexAbsent):
                act()

    def test_suspicion_lasts_until_the_rebuild(self, index: Engine) -> None:
        assert not index.suspected()
        index.suspect()
        assert index.suspected()
        index.rebuild().finish(AT_ONE)
        assert not index.suspected()


class TestNear:
    def test_finds_companies_by_most_of_their_characters(self, index: Engine) -> None:
        fill(index, company("a", core="丽红家政"), company("b", core="丽虹保洁"), worker("w"))
        found = index.near([f"c{mark}" for mark in "丽紅家政"], 3, 10)
        assert [(hit.kind, hit.ref, hit.score) for hit in found] == [("company", "a", 3.0)]
        assert {hit.ref for hit in index.near(["c丽"], 1, 10)} == {"a", "b"}
        assert index.near(["c丽"], 2, 10) == []
