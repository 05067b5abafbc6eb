"""`flask workers leave|move`: who works where, told at the counter."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.database import write_unit
from portal.wiring import wiring
from registry.companies.models import Company
from registry.core.actor import Actor
from registry.workers.actions_employment import start_employment
from registry.workers.queries import current_spells
from tests.make.workers import company, new_employment
from tests.portal.keeping import BY, NUMBER, Counter, counter

__all__ = ["counter"]

WHY = ("--why", "本人申请")


@pytest.fixture
def companies(app: Flask, counter: Counter, actor: Actor) -> dict[str, str]:
    """{credit code: ref} of two companies; the person is with the first."""
    with app.app_context(), write_unit() as session:
        refs = [company(session=session), company(session=session)]
        spell = new_employment(worker_ref=counter.person, company_ref=refs[0])
        start_employment(session, actor, wiring().clock, spell)
        codes = {ref: session.scalar(select(Company.uscc).where(Company.ref == ref)) or "" for ref in refs}
    return {codes[ref]: ref for ref in refs}


def employers(counter: Counter) -> set[str]:
    with counter.session() as session:
        return {spell.company_ref for spell in current_spells(session, [counter.person]).get(counter.person, [])}


def test_moving_and_leaving(counter: Counter, companies: dict[str, str]) -> None:
    first, second = companies
    moved = counter.run("workers", "move", "--permit", NUMBER, *BY, *WHY, "--from", first, "--to", second)
    assert moved.exit_code == 0, moved.output
    assert employers(counter) == {companies[second]}
    left = counter.run("workers", "leave", "--id-number", *BY, *WHY, "--company", second, typed=counter.id_number)
    assert left.exit_code == 0, left.output
    assert employers(counter) == set()
    again = counter.run("workers", "leave", "--permit", NUMBER, *BY, *WHY, "--company", second)
    assert (again.exit_code, "目前不在这家企业" in again.output) == (1, True)


def test_an_unknown_company_is_named(counter: Counter, companies: dict[str, str]) -> None:
    result = counter.run("workers", "leave", "--permit", NUMBER, *BY, *WHY, "--company", "91990101391500087B")
    assert result.exit_code == 1
    assert "91990101391500087B" in result.output
