"""Reading the trace against a plain filter in Python, days found by halving, and exports noted."""

from collections.abc import Callable
from datetime import date
from random import Random

import pytest
from sqlalchemy.orm import Session

from registry.audit import queries
from registry.audit.access import UNIT_ROLES, roles_read_by
from registry.audit.actions import Trace, write
from registry.audit.actions_export import export_trace
from registry.audit.queries import Asked, TraceRow, head_of, trace_page
from registry.audit.verify import verify_chain
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock, shanghai_date
from registry.core.errors import NotAllowed, RuleBroken

CLERK = Actor("clerk-1", Role.CLERK, "经办")
REVIEWER = Actor("reviewer-1", Role.REVIEWER, "复核")
ADMIN = Actor("admin-1", Role.ADMINISTRATOR, "管理员")


@pytest.fixture
def written(session: Session, clock: FixedClock) -> list[TraceRow]:
    dice = Random(5)
    for at in range(90):
        clock.advance(hours=dice.choice([0, 1, 9]))
        actor = dice.choice([CLERK, REVIEWER, ADMIN])
        action = dice.choice(["case.decide", "case.open", "worker.register", "company.change"])
        write(session, clock, actor, [Trace(action, "thing", f"s{at % 7}", None, {"n": at}, f"因 {at}")])
    session.flush()
    return list(trace_page(session, Asked(), limit=1000).rows)


def everything(session: Session, asked: Asked) -> list[int]:
    found: list[int] = []
    before = None
    while True:
        page = trace_page(session, asked, before=before, limit=7)
        found += [row.seq for row in page.rows]
        before = page.onward
        if before is None:
            return found


FIRST, LAST = date(2026, 11, 23), date(2026, 11, 28)
ASKED: list[tuple[Asked, Callable[[TraceRow], bool]]] = [
    (Asked(), lambda row: True),
    (Asked(actor="clerk-1"), lambda row: row.actor == "clerk-1"),
    (Asked(action="case."), lambda row: row.action.startswith("case.")),
    (Asked(action="case_"), lambda row: False),
    (Asked(subject="s3"), lambda row: row.subject_ref == "s3"),
    (Asked(first=FIRST), lambda row: shanghai_date(row.at) >= FIRST),
    (Asked(first=FIRST, last=LAST), lambda row: FIRST <= shanghai_date(row.at) <= LAST),
    (Asked(last=date(2020, 1, 1)), lambda row: False),
    (Asked(roles=UNIT_ROLES), lambda row: row.role != Role.ADMINISTRATOR),
    (Asked(actor="admin-1", roles=UNIT_ROLES), lambda row: False),
]


@pytest.mark.parametrize(("asked", "fits"), ASKED, ids=[str(asked) for asked, _ in ASKED])
@pytest.mark.parametrize("looked_at", [3, 20_000])
def test_a_page_after_a_page_is_the_plain_filter(
    session: Session, written: list[TraceRow], asked: Asked, fits: Callable[[TraceRow], bool], looked_at: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(queries, "LOOKED_AT", looked_at)
    assert everything(session, asked) == [row.seq for row in written if fits(row)]


def test_a_search_cut_short_says_so(session: Session, written: list[TraceRow], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "LOOKED_AT", 3)
    page = trace_page(session, Asked(actor="nobody"))
    assert (page.rows, page.searched, page.onward) == ((), True, 88)


def test_who_reads_what() -> None:
    assert roles_read_by(REVIEWER) is None
    assert roles_read_by(CLERK) == UNIT_ROLES
    assert Role.ADMINISTRATOR not in UNIT_ROLES
    assert Role.DATA_PROTECTION_OFFICER not in UNIT_ROLES


def test_an_export_is_itself_in_the_trace(session: Session, clock: FixedClock, written: list[TraceRow]) -> None:
    with pytest.raises(RuleBroken):
        export_trace(session, REVIEWER, clock, Asked(), why=" ")
    with pytest.raises(NotAllowed):
        export_trace(session, CLERK, clock, Asked(), why="试试")
    rows = export_trace(session, REVIEWER, clock, Asked(actor="clerk-1"), why="年度检查")
    assert [row.seq for row in rows] == [row.seq for row in written if row.actor == "clerk-1"]
    (last,) = trace_page(session, Asked(), limit=1).rows
    assert (last.action, last.why, last.after["rows"]) == ("trace.export", "年度检查", len(rows))
    assert head_of(session) == (91, verify_chain(session).head.hex())
