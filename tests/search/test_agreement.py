"""Whatever is asked, the engines say the same: memory is the oracle, a plain evaluation of every token."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.documents import Document
from search.memory import MemoryEngine
from search.protocol import Cursor, Engine
from search.tantivy_engine import TantivyEngine
from search.whoosh_engine import WhooshEngine
from tests.make.asking import ask, refs
from tests.make.search import TODAY, company, worker

names = st.text("丽红佳乐家政月嫂a", min_size=1, max_size=6)
documents = st.lists(
    st.builds(
        company,
        ref=st.integers(0, 30).map("c{}".format),
        core=names,
        items=st.lists(st.sampled_from(["MI01", "HC01", "CC01", "AC02"]), unique=True).map(tuple),
        districts=st.lists(st.sampled_from(["990101", "990102"]), unique=True).map(tuple),
        home=st.sampled_from(["990101", "990102", None]),
        mode=st.sampled_from(["employed", "mixed", None]),
        timeline=st.lists(
            st.tuples(st.integers(-40, 40), st.sampled_from(["green", "yellow", "red"])), min_size=1, max_size=5
        ).map(lambda steps: _line(steps)),
    )
    | st.builds(worker, ref=st.integers(0, 30).map("w{}".format)),
    max_size=12,
    unique_by=lambda document: document.key,
)


def _line(steps: Sequence[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    days = {TODAY.toordinal() + day: state for day, state in sorted(steps)}
    (_, first), *rest = sorted(days.items())
    return ((0, first), *rest)


class TestAgreement:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        documents=documents,
        typed=st.lists(names | st.sampled_from(["月嫂", "东塘区", "保洁", "lihong", "东塘区月嫂"]), max_size=3),
        day=st.integers(-60, 60).map(lambda days: TODAY + timedelta(days=days)),
        filters=st.fixed_dictionaries(
            {},
            optional={
                "standing": st.just(("green", "red")),
                "district": st.just(("990101",)),
                "item": st.just(("MI01", "CC01")),
            },
        ),
    )
    def test_all_engines_say_the_same(
        self,
        tmp_path_factory: pytest.TempPathFactory,
        documents: list[Document],
        typed: list[str],
        day: date,
        filters: dict[str, tuple[str, ...]],
    ) -> None:
        folder = tmp_path_factory.mktemp("agree")
        engines: list[Engine] = [MemoryEngine(), WhooshEngine(folder / "w"), TantivyEngine(folder / "t")]
        answers = []
        for engine in engines:
            engine.rebuild().finish(Cursor("log", 0, ""))
            engine.apply(documents[::2], (), Cursor("log", 1, "a"))
            engine.apply(documents[1::2], (), Cursor("log", 2, "b"))
            answers.append(ask(engine, " ".join(typed), day, filters=filters, limit=50))
            engine.destroy()
        first = answers[0]
        for other in answers[1:]:
            assert (other.total, other.persons, other.reachable) == (first.total, first.persons, first.reachable)
            assert other.facets == first.facets
            assert sorted(refs(other)) == sorted(refs(first))
            assert [round(hit.score) for hit in other.hits] == pytest.approx(
                [round(hit.score) for hit in first.hits], abs=1
            )
