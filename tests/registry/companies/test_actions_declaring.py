"""A company's own declarations."""

import pytest
from sqlalchemy.orm import Session

from registry.companies.actions_declaring import declare
from registry.companies.disclosure import DeclarationFace
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.errors import NotFound
from registry.record import reading
from tests.make.applications import answers
from tests.make.companies import register_company


def test_declaring_publishes_once(session: Session, clock: FixedClock) -> None:
    ref = register_company(session, clock)
    signer = Actor("signer", Role.COMPANY_SIGNER, "签署人", ref)
    assert declare(session, signer, clock, ref, answers())
    before = reading.position(session)
    assert not declare(session, signer, clock, ref, answers())
    assert reading.position(session) == before
    assert declare(session, signer, clock, ref, answers(tools="吸尘器"))
    entry = reading.current_of(session, [ref], [DeclarationFace.KIND.name])[ref][0]
    assert entry.face(DeclarationFace).tools == "吸尘器"
    with pytest.raises(NotFound):
        declare(session, Actor("x", Role.COMPANY_SIGNER, "外人", "other"), clock, ref, answers())
