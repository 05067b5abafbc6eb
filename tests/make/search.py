"""Builders of index documents: valid by default, found by nothing that a test does not say."""

from datetime import date

from search.documents import COMPANY, WORKER, Document, Name

TODAY = date(2026, 11, 21)
ALWAYS_GREEN = ((0, "green"),)


def company(
    ref: str = "c1",
    *,
    core: str = "丽红家政",
    name: str | None = None,
    brand: str | None = None,
    former: tuple[str, ...] = (),
    code: str | None = None,
    words: tuple[str, ...] = (),
    items: tuple[str, ...] = (),
    lines: tuple[str, ...] = (),
    unspecified: tuple[str, ...] = (),
    groups: tuple[str, ...] = (),
    home: str | None = "990101",
    districts: tuple[str, ...] = ("990101",),
    mode: str | None = "employed",
    membership: str | None = "member",
    since: date = date(2020, 1, 1),
    changed: date = date(2024, 1, 1),
    name_key: int = 0,
    review: date | None = None,
    timeline: tuple[tuple[int, str], ...] = ALWAYS_GREEN,
) -> Document:
    """A company in good standing in 东塘区."""
    names = [Name("core", core), Name("name", name or f"云州市{core}服务有限公司")]
    if brand:
        names.append(Name("brand", brand))
    names += [Name("former", one) for one in former]
    return Document(
        kind=COMPANY,
        ref=ref,
        names=tuple(names),
        code=code,
        words=words,
        items=items,
        lines=lines,
        unspecified=unspecified,
        groups=groups,
        home=home,
        districts=districts,
        mode=mode,
        membership=membership,
        since=since.toordinal(),
        changed=changed.toordinal(),
        name_key=name_key,
        review=review.toordinal() if review else 0,
        timeline=timeline,
    )


def worker(
    ref: str = "w1",
    *,
    items: tuple[str, ...] = ("MI01",),
    lines: tuple[str, ...] = ("child_care",),
    groups: tuple[str, ...] = ("CARE",),
    districts: tuple[str, ...] = ("990101",),
    companies: tuple[str, ...] = ("c1",),
    grades: tuple[str, ...] = (),
    since: date = date(2022, 1, 1),
    changed: date = date(2024, 1, 1),
    review: date | None = None,
    timeline: tuple[tuple[int, str], ...] = ALWAYS_GREEN,
) -> Document:
    """A listed 月嫂 of company c1."""
    return Document(
        kind=WORKER,
        ref=ref,
        items=items,
        lines=lines,
        groups=groups,
        districts=districts,
        companies=companies,
        grades=grades,
        since=since.toordinal(),
        changed=changed.toordinal(),
        review=review.toordinal() if review else 0,
        timeline=timeline,
    )
