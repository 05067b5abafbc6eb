"""What services there are: 51 items in five groups (R091 to R095) and ten lines (R090), and the words for them.

The tables lie in `data/` with their sources. Which of the ten lines an item belongs to is a proposal (marked X there).
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from registry.core.chinese import normalise_name
from registry.core.labels import Label, LabelledEnum
from registry.core.tables import core_table


class ServiceGroup(LabelledEnum):
    """The five groups of R091 to R095."""

    BASIC = "BASIC", "基本生活服务", "Everyday household services"
    WELLNESS = "WELLNESS", "健康养生服务", "Health and wellness services"
    CARE = "CARE", "专业看护服务", "Professional care"
    CUSTOM = "CUSTOM", "定制化服务", "Made-to-order services"
    SPECIAL = "SPECIAL", "特殊需求服务", "Services for special needs"


class ServiceLine(LabelledEnum):
    """The ten lines of R090, in its order."""

    CLEANING = "cleaning", "家庭保洁", "Home cleaning"
    REPAIR = "repair", "家庭维修", "Home repair"
    APPLIANCE_CLEANING = "appliance_cleaning", "家电清洗", "Appliance cleaning"
    LAUNDRY = "laundry", "衣物洗涤与熨烫", "Laundry and ironing"
    COOKING = "cooking", "烹饪服务", "Cooking"
    CHILD_CARE = "child_care", "育儿看护", "Child care"
    ELDER_CARE = "elder_care", "老人护理", "Elder care"
    PET_CARE = "pet_care", "宠物照顾", "Pet care"
    GARDENING = "gardening", "园艺养护", "Gardening"
    MOVING = "moving", "搬家运输", "Moving"


class HealthTier(LabelledEnum):
    """The four classes of health check, each stricter than the one before (商服贸规函〔2020〕191号)."""

    GENERAL = "GENERAL", "一般家政", "General household work"
    RESIDENTIAL = "RESIDENTIAL", "居家家政", "Residential household work"
    ELDER_CARE = "ELDER_CARE", "养老照护", "Elder care"
    MATERNAL_INFANT = "MATERNAL_INFANT", "母婴照护", "Mother and infant care"

    @property
    def rank(self) -> int:
        """1 for the mildest to 4 for the strictest."""
        return list(HealthTier).index(self) + 1

    def covers(self, needed: "HealthTier") -> bool:
        """Whether a check of this class is enough where `needed` is asked for."""
        return self.rank >= needed.rank


class RiskFlag(LabelledEnum):
    """What can go wrong in the doing of it (R144, R145; R092 for REGULATED), with advice for the household."""

    HEIGHT = "HEIGHT", "高处作业", "Work at height"
    HEAVY_LOAD = "HEAVY_LOAD", "搬抬重物", "Heavy loads"
    ELECTRICAL = "ELECTRICAL", "涉电作业", "Electrical work"
    GAS = "GAS", "燃气", "Gas"
    CHEMICAL = "CHEMICAL", "化学药剂", "Chemicals"
    SECURITY = "SECURITY", "住宅安全", "Security of the home"
    ANIMAL = "ANIMAL", "接触动物", "Animals"
    REGULATED = "REGULATED", "非医疗服务", "Not medical treatment"

    @property
    def advice(self) -> Label:
        """What the household should see to, in one sentence."""
        return _ADVICE[self]


_ADVICE = {
    RiskFlag.HEIGHT: Label(
        "高处作业必须使用合适的工具和防护设备；外窗、外墙请查看高处作业证。",
        "Work at height needs proper tools and protection; for outside windows and walls ask to see the height permit.",
    ),
    RiskFlag.HEAVY_LOAD: Label(
        "搬抬重物或协助移动身体时，必须使用合适的工具和设备。",
        "Lifting heavy things or helping people move needs proper tools and equipment.",
    ),
    RiskFlag.ELECTRICAL: Label(
        "清洗或维修家电前，请确认电源已完全断开。",
        "Before an appliance is cleaned or repaired, make sure its power is fully disconnected.",
    ),
    RiskFlag.GAS: Label(
        "涉及燃气时请保持通风，完工后确认阀门关闭；闻到异味先关阀、离开，再报修。",
        "Where gas is used air the room and check the valve afterwards; if you smell gas, shut it, leave, then call.",
    ),
    RiskFlag.CHEMICAL: Label(
        "使用清洁剂或药剂时请通风，让儿童和宠物离开，不要混用。",
        "Air the room while cleaning agents or chemicals are used, keep children and pets away, never mix agents.",
    ),
    RiskFlag.SECURITY: Label(
        "开锁换锁请先核对企业的公安备案，并当面清点新钥匙。",
        "For locks, check the company's filing with the police first and count the new keys together.",
    ),
    RiskFlag.ANIMAL: Label(
        "请事先说明宠物的性情和疫苗情况。",
        "Tell the worker beforehand about the animal's temper and vaccinations.",
    ),
    RiskFlag.REGULATED: Label(
        "本项不是医疗服务，不得宣称诊断、治疗或疗效；身体不适请就医。",
        "This is not medical treatment: no diagnosis, therapy or cure may be claimed. If unwell, see a doctor.",
    ),
}

EMERGENCY_24H = Label(
    "24小时紧急维修：水管破裂、电路短路等突发故障随时可以报修。",
    "24-hour emergency repair: burst pipes, short circuits and the like can be reported at any hour.",
)
EMERGENCY_ITEM = "HM06"


@dataclass(frozen=True, slots=True)
class ServiceItem:
    """One of the 51 items. `vulnerable` marks work for people who cannot look after themselves (R049)."""

    code: str
    label: Label
    identifier: str
    group: ServiceGroup
    line: ServiceLine
    survey_line_zh: str
    unit_code: str
    unit_zh: str
    min_qty: int
    health_tier: HealthTier
    vulnerable: bool
    risks: tuple[RiskFlag, ...]
    credential_hint: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a word means: an item's code and line, or only the line where the word names several items."""

    item: str | None
    line: ServiceLine


class Unspecified(StrEnum):
    """How a line reads whose item was not said."""

    ZH = "未细分"
    EN = "not specified further"


@cache
def service_items() -> dict[str, ServiceItem]:
    """{code: item}, in the table's order."""
    lines = {row["item"]: ServiceLine(row["line"]) for row in core_table("service_item_lines")}
    return {
        row["code"]: ServiceItem(
            code=row["code"],
            label=Label(row["zh"], row["en"]),
            identifier=row["en_identifier"],
            group=ServiceGroup(row["group"]),
            line=lines[row["code"]],
            survey_line_zh=row["survey_line_zh"],
            unit_code=row["unit_code"],
            unit_zh=row["unit_zh"],
            min_qty=int(row["min_qty"]),
            health_tier=HealthTier(row["health_tier"]),
            vulnerable=row["vulnerable"] == "Y",
            risks=tuple(RiskFlag(flag) for flag in row["risk_flags"].split("|") if flag),
            credential_hint=row["credential_hint"],
        )
        for row in core_table("service_items")
    }


@cache
def _line_rows() -> dict[ServiceLine, dict[str, str]]:
    return {ServiceLine(row["code"]): row for row in core_table("service_lines")}


def tier_needed(item: str | None, line: ServiceLine) -> HealthTier:
    """The health check that the work asks for; for a line without item, what the data file says for the line."""
    return service_items()[item].health_tier if item else HealthTier(_line_rows()[line]["unspecified_health_tier"])


def is_vulnerable(item: str | None, line: ServiceLine) -> bool:
    """Whether the work is for people who cannot look after themselves (R049)."""
    return service_items()[item].vulnerable if item else _line_rows()[line]["unspecified_vulnerable"] == "Y"


def service_label(item: str | None, line: ServiceLine) -> Label:
    """The words for a service: the item's, or the line's with the note that no item was said."""
    if item:
        return service_items()[item].label
    return Label(f"{line.label.zh}（{Unspecified.ZH}）", f"{line.label.en} ({Unspecified.EN})")


@cache
def synonym_groups() -> tuple[tuple[str, ...], ...]:
    """Words that a search treats alike, as written, one tuple per group."""
    groups: dict[str, list[str]] = {}
    for row in core_table("synonyms"):
        groups.setdefault(row["group"], []).append(row["word"])
    return tuple(tuple(words) for words in groups.values())


@cache
def service_words() -> dict[str, Resolved]:
    """{normalised word: meaning}. A word that two items share keeps their line, or is left out if the lines differ."""
    meanings: dict[str, set[Resolved]] = {}
    for item in service_items().values():
        spoken = item.label.zh
        for word in {spoken, spoken.split("(")[0], item.code, item.identifier, item.label.en}:
            meanings.setdefault(normalise_name(word), set()).add(Resolved(item.code, item.line))
    words = {word: agreed for word, found in meanings.items() if (agreed := _agree(found))}
    for line in ServiceLine:
        for word in (line.value, line.label.zh, line.label.en):
            words.setdefault(normalise_name(word), Resolved(None, line))
    for row in core_table("service_words"):
        words[normalise_name(row["word"])] = Resolved(row["item"] or None, ServiceLine(row["line"]))
    return words


def _agree(found: set[Resolved]) -> Resolved | None:
    if len(found) == 1:
        return next(iter(found))
    lines = {each.line for each in found}
    return Resolved(None, lines.pop()) if len(lines) == 1 else None


def resolve_service(word: str) -> Resolved | None:
    """What a service word means, or None where it is not known. Width, script, spaces and brackets do not matter."""
    key = normalise_name(word)
    return service_words().get(key) or service_words().get(key.removesuffix("服务"))
