"""What every engine promises, asked of each of them."""

from datetime import date, timedelta

import pytest

from search.protocol import PERSON_DEPTH, Engine, Sort
from tests.make.asking import ask, fill, refs
from tests.make.search import TODAY, company, worker


class TestNames:
    @pytest.mark.parametrize(
        ("core", "typed"),
        [
            ("李丽红家政", "丽红家政"),
            ("好慷在家", "好慷"),
            ("佳佳乐家政", "佳乐"),
            ("丽红家政", "麗紅家政"),
            ("麗紅家政", "丽红"),
            ("丽红家政", " 丽红 家政 "),
            ("丽红家政", "lihong"),
            ("丽红家政", "LiHongJiaZheng"),
            ("丽红家政", "lhjz"),
            ("李丽红家政", "lihongjia"),
            ("绿城管家", "lvcheng"),
            ("绿城管家", "lucheng"),
            ("重庆佳人", "chongqing"),
            ("58到家", "58到家"),
            ("Ａ家家政", "a家"),
        ],
    )
    def test_finds_what_people_type(self, index: Engine, core: str, typed: str) -> None:
        fill(index, company("hit", core=core), company("miss", core="安馨保洁", home=None, districts=()))
        assert refs(ask(index, typed)) == ["hit"]

    def test_finds_brand_former_name_and_code_by_its_beginning(self, index: Engine) -> None:
        fill(
            index,
            company("a", core="甲家政", brand="轻舟优选"),
            company("b", core="乙家政", former=("云州市旧名服务部",)),
            company("c", core="丙家政", code="91990101MA0000000X"),
        )
        assert refs(ask(index, "轻舟")) == ["a"]
        assert refs(ask(index, "旧名")) == ["b"]
        assert refs(ask(index, "91990101ma")) == ["c"]

    def test_beginning_of_own_name_before_inside_before_full_name_before_service(self, index: Engine) -> None:
        fill(
            index,
            company("service", core="甲", name="甲", items=("MI01",)),
            company("full", core="乙", name="云州月嫂乙服务部"),
            company("inside", core="金牌月嫂坊"),
            company("beginning", core="月嫂之家"),
        )
        assert refs(ask(index, "月嫂")) == ["beginning", "inside", "full", "service"]

    def test_every_word_must_be_answered(self, index: Engine) -> None:
        fill(
            index,
            company("both", items=("MI01",), districts=("990101", "990102"), home="990102"),
            company("elsewhere", items=("MI01",), home="990103", districts=("990103",)),
            company("other", items=("HC01",), home="990102", districts=("990102",)),
        )
        assert refs(ask(index, "月嫂 北苑区")) == ["both"]
        assert refs(ask(index, "北苑区月嫂推荐")) == ["both"]

    def test_same_words_find_the_same_service(self, index: Engine) -> None:
        fill(index, company("a", items=("MI01",)), company("b", items=("HC04",), core="乙"))
        for word in ("月嫂", "母婴护理", "月子护理", "母嬰護理"):
            assert refs(ask(index, word)) == ["a"], word
        for word in ("擦玻璃", "擦窗", "玻璃清洗"):
            assert refs(ask(index, word)) == ["b"], word

    def test_a_word_of_several_services_finds_them_and_the_unspecified(self, index: Engine) -> None:
        fill(
            index,
            company("live_in", core="甲", items=("CC01",), lines=("child_care",)),
            company("unsaid", core="乙", lines=("child_care",), unspecified=("child_care",)),
            company("maternity", core="丙", items=("MI01",), lines=("child_care",)),
        )
        assert refs(ask(index, "育儿嫂")) == ["live_in", "unsaid"]

    def test_free_text_by_words(self, index: Engine) -> None:
        fill(index, company("a", words=("和平", "和平路", "家庭", "服务")), company("b", core="乙"))
        assert refs(ask(index, "和平路")) == ["a"]

    def test_nothing_typed_is_everything(self, index: Engine) -> None:
        fill(index, company("a"), company("b", core="乙"))
        assert ask(index).total == 2
        assert ask(index, "没有这样的企业").total == 0


class TestPersons:
    def test_are_never_found_by_what_they_are_called(self, index: Engine) -> None:
        fill(index, company("c1", core="张淑芬家政"), worker("w1"))
        assert refs(ask(index, "张淑芬")) == ["c1"]
        assert refs(ask(index, "淑芬")) == ["c1"]

    def test_are_listed_under_company_service_and_district_only(self, index: Engine) -> None:
        fill(index, company("c1"), worker("w1", grades=("L4",)))
        assert ask(index).persons == 0
        assert ask(index, filters={"kind": ("worker",)}).total == 0
        assert ask(index, filters={"grade": ("L4",)}).total == 0
        assert ask(index, "家政服务员").persons == 0
        assert refs(ask(index, company="c1")) == ["w1"]
        assert ask(index, "月嫂").persons == 1
        assert ask(index, "东塘区").persons == 1
        for facet, value in (("item", "MI01"), ("line", "child_care"), ("group", "CARE"), ("district", "990101")):
            assert ask(index, filters={facet: (value,)}).persons == 1, facet

    def test_come_after_companies_and_fifty_deep(self, index: Engine) -> None:
        persons = [worker(f"w{number}") for number in range(60)]
        fill(index, company("a", items=("MI01",)), company("b", items=("MI01",)), *persons)
        answer = ask(index, "月嫂", limit=10)
        assert (answer.total, answer.persons, answer.reachable) == (62, 60, 2 + PERSON_DEPTH)
        assert [hit.kind for hit in answer.hits] == ["company"] * 2 + ["worker"] * 8
        seen = [ref for at in range(0, 100, 20) for ref in refs(ask(index, "月嫂", offset=at))]
        assert len(seen) == len(set(seen)) == 2 + PERSON_DEPTH
        assert answer.facets["kind"] == {"company": 2, "worker": 60}


class TestPages:
    def test_go_as_deep_as_there_are_companies(self, index: Engine) -> None:
        fill(index, *(company(f"c{number}", name_key=number) for number in range(130)))
        for sort in Sort:
            seen = [ref for at in range(0, 140, 20) for ref in refs(ask(index, "家政", offset=at, sort=sort))]
            assert sorted(seen) == sorted(f"c{number}" for number in range(130)), sort
        assert refs(ask(index, "家政", offset=120, limit=20, sort=Sort.NAME)) == [f"c{n}" for n in range(120, 130)]
        assert refs(ask(index, offset=500)) == []

    def test_newest_first(self, index: Engine) -> None:
        days = [date(2020, 5, 1), date(2026, 1, 1), date(2024, 2, 29)]
        fill(index, *(company(f"c{day.year}", since=day) for day in days))
        assert refs(ask(index, sort=Sort.NEWEST)) == ["c2026", "c2024", "c2020"]

    def test_green_first_then_freshness(self, index: Engine) -> None:
        fill(
            index,
            company("fresh_red", changed=date(2026, 11, 1), timeline=((0, "red"),)),
            company("stale", changed=date(2021, 1, 1)),
            company("fresh", changed=date(2026, 1, 1)),
            company("middle", changed=date(2025, 6, 1)),
        )
        assert refs(ask(index, "丽红")) == ["fresh", "middle", "stale", "fresh_red"]
        assert refs(ask(index)) == ["fresh", "middle", "stale", "fresh_red"]


class TestFacets:
    def test_count_what_answers(self, index: Engine) -> None:
        fill(
            index,
            company("a", items=("MI01", "HC01"), districts=("990101", "990102")),
            company("b", items=("MI01",), mode="mixed", timeline=((0, "yellow"),)),
            company("c", core="别的", items=("CC01",)),
        )
        facets = ask(index, "丽红").facets
        assert facets["item"] == {"MI01": 2, "HC01": 1}
        assert facets["district"] == {"990101": 2, "990102": 1}
        assert facets["mode"] == {"employed": 1, "mixed": 1}
        assert facets["standing"] == {"green": 1, "yellow": 1}
        assert facets["kind"] == {"company": 2}

    def test_other_values_of_a_chosen_facet_stay_on_offer(self, index: Engine) -> None:
        fill(
            index,
            company("a", home="990101", districts=("990101",), mode="mixed"),
            company("b", home="990102", districts=("990102",), timeline=((0, "red"),)),
            company("c", home="990102", districts=("990102",)),
        )
        answer = ask(index, filters={"district": ("990102",), "standing": ("green",)})
        assert refs(answer) == ["c"]
        assert answer.facets["district"] == {"990101": 1, "990102": 1}
        assert answer.facets["standing"] == {"green": 1, "red": 1}
        assert answer.facets["mode"] == {"employed": 1}

    def test_values_of_one_facet_are_alternatives(self, index: Engine) -> None:
        fill(index, company("a", mode="mixed"), company("b", mode="employed"), company("c", mode="intermediary"))
        assert sorted(refs(ask(index, filters={"mode": ("mixed", "employed")}))) == ["a", "b"]

    def test_unknown_values_and_states_find_nothing(self, index: Engine) -> None:
        fill(index, company("a"))
        assert ask(index, filters={"district": ("000000",)}).total == 0
        assert ask(index, filters={"standing": ("purple",)}).total == 0


class TestTime:
    def test_passes_without_touching_the_index(self, index: Engine) -> None:
        tomorrow = TODAY + timedelta(days=1)
        ends = TODAY + timedelta(days=30)
        line = ((0, "green"), (tomorrow.toordinal(), "yellow"), (ends.toordinal(), "green"))
        fill(index, company("a", timeline=line), company("b", core="丽红二"))
        seen = {}
        for day in (TODAY, tomorrow, ends - timedelta(days=1), ends, ends + timedelta(days=3000)):
            answer = ask(index, "丽红", day=day)
            seen[day] = answer.facets["standing"]
            yellow = ask(index, day=day, filters={"standing": ("yellow",)})
            assert refs(yellow) == (["a"] if answer.facets["standing"].get("yellow") else [])
            assert ask(index, day=day, filters={"standing": ("green",)}).total == answer.facets["standing"]["green"]
        assert list(seen.values()) == [
            {"green": 2},
            {"green": 1, "yellow": 1},
            {"green": 1, "yellow": 1},
            {"green": 2},
            {"green": 2},
        ]

    def test_names_the_documents_to_be_made_anew(self, index: Engine) -> None:
        fill(
            index,
            company("never"),
            company("later", review=TODAY + timedelta(days=1)),
            company("now", review=TODAY),
            worker("w", review=TODAY - timedelta(days=9)),
        )
        assert sorted(index.due(TODAY, 10)) == ["company/now", "worker/w"]
        assert len(index.due(TODAY, 1)) == 1

    def test_moves_what_is_no_longer_green_down(self, index: Engine) -> None:
        until = TODAY + timedelta(days=1)
        fill(
            index,
            company("lapsing", changed=date(2026, 11, 1), timeline=((0, "green"), (until.toordinal(), "red"))),
            company("steady", changed=date(2020, 1, 1)),
        )
        assert refs(ask(index, "丽红")) == ["lapsing", "steady"]
        assert refs(ask(index, "丽红", day=until)) == ["steady", "lapsing"]
