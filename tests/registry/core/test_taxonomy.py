"""51 items, five groups, ten lines, and the words of the rosters."""

from collections import Counter

import pytest

from registry.core.taxonomy import (
    EMERGENCY_ITEM,
    HealthTier,
    Resolved,
    RiskFlag,
    ServiceGroup,
    ServiceLine,
    is_vulnerable,
    resolve_service,
    service_items,
    service_label,
    service_words,
    synonym_groups,
    tier_needed,
)


def test_every_item_has_one_group_one_line_and_words_in_both_languages() -> None:
    items = service_items()
    assert len(items) == 51
    assert {item.group for item in items.values()} == set(ServiceGroup)
    assert {item.line for item in items.values()} == set(ServiceLine)
    assert (len(ServiceGroup), len(ServiceLine)) == (5, 10)
    assert all(item.label.zh and item.label.en.isascii() for item in items.values())
    assert len({item.label.en for item in items.values()}) == 51


@pytest.mark.parametrize(
    ("word", "item", "line"),
    [
        ("日常保洁(钟点)", "HC01", ServiceLine.CLEANING),
        ("日常保洁（鐘點）", "HC01", ServiceLine.CLEANING),
        ("深度保洁", "HC02", ServiceLine.CLEANING),
        ("开荒保洁", "HC03", ServiceLine.CLEANING),
        ("擦玻璃", "HC04", ServiceLine.CLEANING),
        ("收纳整理", "HC06", ServiceLine.CLEANING),
        ("管道疏通", "HM02", ServiceLine.REPAIR),
        ("月嫂", "MI01", ServiceLine.CHILD_CARE),
        ("住家保姆", "HK01", ServiceLine.CLEANING),
        ("育儿嫂", None, ServiceLine.CHILD_CARE),
        ("家电清洗", None, ServiceLine.APPLIANCE_CLEANING),
        ("养老护理", None, ServiceLine.ELDER_CARE),
        ("空调清洗", None, ServiceLine.APPLIANCE_CLEANING),
        (" 搬家 服务 ", "MV01", ServiceLine.MOVING),
        ("家庭保潔", None, ServiceLine.CLEANING),
        ("hc04", "HC04", ServiceLine.CLEANING),
        ("Window cleaning", "HC04", ServiceLine.CLEANING),
        ("elder care", None, ServiceLine.ELDER_CARE),
    ],
)
def test_words_people_use(word: str, item: str | None, line: ServiceLine) -> None:
    assert resolve_service(word) == Resolved(item, line)


@pytest.mark.parametrize("word", ["登月服务", "", "  ", "服务", "（）", "月"])
def test_unknown_words_mean_nothing(word: str) -> None:
    assert resolve_service(word) is None


def test_every_item_resolves_by_its_own_name_and_code() -> None:
    for item in service_items().values():
        assert resolve_service(item.label.zh) == Resolved(item.code, item.line), item.code
        assert resolve_service(item.code) == Resolved(item.code, item.line)
        assert resolve_service(item.label.en) == Resolved(item.code, item.line)


def test_a_word_never_contradicts_the_item_it_names() -> None:
    for word, meaning in service_words().items():
        if meaning.item:
            assert service_items()[meaning.item].line is meaning.line, word


def test_health_tiers_grow_stricter() -> None:
    tiers = list(HealthTier)
    assert [tier.label.zh for tier in tiers] == ["一般家政", "居家家政", "养老照护", "母婴照护"]
    for at, tier in enumerate(tiers):
        assert [tier.covers(other) for other in tiers] == [place <= at for place in range(4)]


def test_unspecified_care_asks_for_as_much_as_any_vulnerable_item_of_its_line() -> None:
    for line in ServiceLine:
        vulnerable = [item for item in service_items().values() if item.line is line and item.vulnerable]
        assert is_vulnerable(None, line) is bool(vulnerable)
        for item in vulnerable:
            assert tier_needed(None, line).covers(item.health_tier)
    assert tier_needed("MI01", ServiceLine.CHILD_CARE) is HealthTier.MATERNAL_INFANT
    assert is_vulnerable("EC04", ServiceLine.ELDER_CARE)
    assert not is_vulnerable("HC01", ServiceLine.CLEANING)


def test_risks_come_with_advice_in_both_languages() -> None:
    assert all(flag.advice.zh and flag.advice.en for flag in RiskFlag)
    assert service_items()["HC03"].risks == (RiskFlag.CHEMICAL, RiskFlag.HEIGHT)
    assert "断开" in RiskFlag.ELECTRICAL.advice.zh
    assert service_items()[EMERGENCY_ITEM].label.zh.startswith("紧急维修")


def test_regulated_items_make_no_medical_claim() -> None:
    regulated = [item for item in service_items().values() if RiskFlag.REGULATED in item.risks]
    assert {item.code for item in regulated} == {"WE01", "WE02"}
    assert "不是医疗服务" in RiskFlag.REGULATED.advice.zh
    for item in regulated:
        assert not any(word in item.label.zh for word in ("治疗", "疗效", "诊断", "康复", "医"))


def test_a_line_without_item_says_so() -> None:
    assert service_label(None, ServiceLine.ELDER_CARE).zh == "老人护理（未细分）"
    assert service_label("MI01", ServiceLine.CHILD_CARE).zh == "月嫂(母婴护理)"


def test_synonyms_are_groups_of_distinct_words() -> None:
    words = Counter(word for group in synonym_groups() for word in group)
    assert len(synonym_groups()) == 15
    assert set(words.values()) == {1}
    assert ("通下水", "管道疏通", "疏通马桶") in synonym_groups()
