"""What kinds of firms there are in the demonstration's city, and which of the 51 services each kind offers."""

from dataclasses import dataclass

from portal.demo import material
from registry.companies.disclosure import ServiceOffering
from registry.core.taxonomy import EMERGENCY_ITEM, ServiceLine, service_items


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of firm. `core` are items each of them offers, `more` those it may; `share` in a hundred firms."""

    share: int
    core: tuple[str, ...]
    more: tuple[str, ...]
    most: int
    ends: tuple[str, ...]
    sole_ends: tuple[str, ...] = material.SOLE_ENDS
    scope: str = "家政服务；居民日常生活服务"


TRADES = (
    Trade(
        44,
        ("HC01", "HK02", "HK03"),
        (
            "HC02", "HC03", "HC04", "HC05", "HC06", "HC07", "HK01", "HK04", "LC01", "CK01", "CK02", "MI01", "CC01",
            "CC02", "CC03", "EC01", "EC05", "AC01", "AC05", "PT01", "GD01", "OT99",
        ),
        6,
        material.ENTERPRISE_ENDS,
    ),
    Trade(
        14,
        ("MI01", "CC01"),
        ("MI02", "MI03", "CC02", "CC03", "CK03", "HK01"),
        4,
        material.CARE_ENDS[:1] + material.ENTERPRISE_ENDS[:2],
        scope="母婴生活护理（不含医疗诊疗）；家政服务",
    ),
    Trade(
        14,
        ("EC01", "EC02"),
        ("EC03", "EC04", "EC05", "PC01", "PC02", "DC01", "CK03", "HK01"),
        5,
        material.CARE_ENDS[1:] + material.ENTERPRISE_ENDS[:1],
        scope="养老服务（不含医疗诊疗）；护理机构服务；家政服务",
    ),
    Trade(
        11,
        ("HC02", "HC04"),
        ("HC01", "HC03", "HC05", "HC07", "AC01", "AC02", "AC03", "AC04", "AC05", "AC06", "AC07", "PS01"),
        6,
        material.CLEANING_ENDS,
        scope="建筑物清洁服务；专业保洁；家用电器清洗",
    ),
    Trade(
        8,
        ("HM01", "HM02"),
        ("HM03", "HM04", "HM05", "HM06", "AC02", "AC07"),
        4,
        material.REPAIR_ENDS[:2],
        material.REPAIR_ENDS[2:],
        scope="日用电器修理；房屋维修；管道疏通",
    ),
    Trade(4, ("MV01",), ("MV02", "HC03"), 2, material.MOVING_ENDS[:1], material.MOVING_ENDS[1:], "搬家服务；装卸搬运"),
    Trade(
        3,
        ("PT01", "PT02"),
        ("GD01", "HC07"),
        2,
        material.ENTERPRISE_ENDS[:1],
        scope="宠物服务（不含动物诊疗）；园艺服务",
    ),
    Trade(
        2,
        ("WE01", "WE02"),
        ("CK03", "MI03", "HC01"),
        2,
        ("健康生活服务有限公司",),
        ("健康生活馆",),
        "健康咨询服务（不含诊疗服务）；养生保健服务（非医疗）",
    ),
)  # fmt: skip


def offering(code: str) -> ServiceOffering:
    """The offer of an item; the emergency one is a 24-hour service by its name."""
    return ServiceOffering(code, service_items()[code].line, code == EMERGENCY_ITEM)


# What an association's list says where a word names several items: the line, with the item unspecified.
UNSPECIFIED = (
    ServiceOffering(None, ServiceLine.CHILD_CARE),
    ServiceOffering(None, ServiceLine.ELDER_CARE),
    ServiceOffering(None, ServiceLine.APPLIANCE_CLEANING),
)
