"""What a query asks of an index, in terms of tokens alone: nothing a person types is a query language here."""

from dataclasses import dataclass, field

from registry.core.labels import LabelledEnum


class Place(LabelledEnum):
    """Where a term was found."""

    CODE = "code", "统一社会信用代码", "Credit code"
    CORE = "core", "企业名", "Company name"
    BRAND = "brand", "品牌名", "Brand"
    NAME = "name", "企业全称", "Full company name"
    FORMER = "former", "曾用名", "Former name"
    PINYIN = "pinyin", "名称拼音", "Name in pinyin"
    INITIALS = "initials", "名称拼音首字母", "Pinyin initials of the name"
    ITEM = "item", "服务项目", "Service"
    LINE = "line", "服务类别", "Service line"
    GROUP = "group", "服务大类", "Service group"
    HOME = "home", "所在区", "District"
    DISTRICT = "district", "服务区域", "Service area"
    KIND = "kind", "类别", "Kind"
    WORDS = "words", "地址或经营范围", "Address or licensed scope"


NARROWING = frozenset({Place.ITEM, Place.LINE, Place.GROUP, Place.HOME, Place.DISTRICT})

SCORE = {
    Place.CODE: 70.0,
    Place.CORE: 50.0,
    Place.BRAND: 50.0,
    Place.NAME: 40.0,
    Place.FORMER: 36.0,
    Place.PINYIN: 34.0,
    Place.INITIALS: 31.0,
    Place.ITEM: 30.0,
    Place.LINE: 26.0,
    Place.GROUP: 22.0,
    Place.HOME: 20.0,
    Place.DISTRICT: 18.0,
    Place.WORDS: 10.0,
    Place.KIND: 5.0,
}
PREFIX_BONUS = 10.0  # a name that begins with the term stands before one that holds it


@dataclass(frozen=True, slots=True)
class Way:
    """One way for a document to answer a term: all of `every`, and one of `any` unless that is empty."""

    place: Place
    score: float
    every: tuple[str, ...] = ()
    any: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the query: answered by its best way, or by all of its parts (then their mean counts)."""

    text: str
    ways: tuple[Way, ...]
    parts: tuple["Term", ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether the term can lead to persons by what they do or where, which alone may list persons."""
        return any(way.place in NARROWING for way in self.ways) or any(part.narrows for part in self.parts)


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole query: a document must answer every term; the sum of their scores ranks it."""

    terms: tuple[Term, ...] = field(default=())

    @property
    def narrows(self) -> bool:
        """Whether any term narrows."""
        return any(term.narrows for term in self.terms)
