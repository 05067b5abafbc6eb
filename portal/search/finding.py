"""From a question to what the page shows: the engine's answer, read again in the record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from portal.search.asking import SHOWN_FACETS, Asked
from portal.search.hits import CompanyHit, PersonHit, names_of, read_hits
from portal.wiring import wiring
from registry.companies.disclosure import CompanyFace
from registry.record import keys, reading
from search.plan import Place, Plan
from search.protocol import Answer, Engine, IndexAbsent, IndexDamaged
from search.suggest import suggestions
from search.tokens import FACET_MARK


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results. `company` is the name of the company that narrows; `meant` are corrected queries."""

    asked: Asked
    answer: Answer
    hits: tuple[CompanyHit | PersonHit, ...]
    last: int
    company: str
    lists_persons: bool
    meant: tuple[str, ...]


def company_ref(session: Session, code: str) -> str | None:
    """The company of a credit code in its normal form, from the record alone."""
    target = keys.resolve(session, "uscc", code)
    return target.owner if target else None


def index_key(today: date) -> str | None:
    """What pages kept for this index and day depend on; None while it is about to change without a new entry.

    Raises IndexUnavailable. A reader that meets damage leaves word for the writer.
    """
    search = wiring().search
    try:
        cursor = search.cursor()
        settled = not search.due(today, 1)
    except IndexDamaged:
        search.suspect()
        raise
    if cursor is None:
        raise IndexAbsent("the index holds nothing yet")
    return f"{today} index {cursor.position}" if settled else None


def find(
    session: Session, asked: Asked, plan: Plan, today: date, size: int, facets: tuple[str, ...] = SHOWN_FACETS
) -> Found:
    """The page that is asked for, or the last one where there are fewer. Raises IndexUnavailable."""
    search = wiring().search
    ref = company_ref(session, asked.company) if asked.company else None
    if ref is None:
        asked = replace(asked, company="")
    query = asked.query(plan, ref, size, facets)
    answer = _ask(search, asked, plan, ref, size, facets, today)
    last = max(1, -(-answer.reachable // size))
    if asked.page > last:
        asked = replace(asked, page=last)
        answer = _ask(search, asked, plan, ref, size, facets, today)
    hits = read_hits(session, answer.hits, plan, _wanted(asked, plan), today)
    meant = () if answer.total or not plan.terms else suggestions(search, plan, today, partial(names_of, session))
    return Found(
        asked=asked,
        answer=answer,
        hits=tuple(hits),
        last=last,
        company=_company_name(session, ref) if ref else "",
        lists_persons=query.lists_persons,
        meant=tuple(meant),
    )


def _ask(
    search: Engine, asked: Asked, plan: Plan, ref: str | None, size: int, facets: tuple[str, ...], today: date
) -> Answer:
    try:
        return search.search(asked.query(plan, ref, size, facets), today)
    except IndexDamaged:
        search.suspect()
        raise


def _company_name(session: Session, ref: str) -> str:
    entry = reading.current(session, CompanyFace.KIND.name, ref)
    return entry.face(CompanyFace).name if entry else ""


def _wanted(asked: Asked, plan: Plan) -> Sequence[str]:
    """The codes of the items that words or filters name, to be shown before others."""
    mark = FACET_MARK["item"]
    ways = [way for term in plan.terms for part in (term, *term.parts) for way in part.ways if way.place is Place.ITEM]
    named = [token.removeprefix(mark) for way in ways for token in way.any]
    return [*asked.filters.get("item", ()), *named]
