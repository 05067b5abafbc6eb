"""`flask checks`: outcomes recorded and struck out at the counter."""

from registry.background_checks.disclosure import ChecksFace
from registry.background_checks.states import PublicOutcome
from registry.core.taxonomy import HealthTier
from registry.record import reading
from tests.portal.keeping import BY, NUMBER, Counter, counter

__all__ = ["counter"]

RECORD = ("checks", "record", "--permit", NUMBER, *BY)


def face_of(counter: Counter) -> ChecksFace | None:
    with counter.session() as session:
        entry = reading.current(session, "checks", counter.person)
        return entry and entry.face(ChecksFace)


def test_a_clear_check_shows_and_goes_when_struck_out(counter: Counter) -> None:
    result = counter.run(*RECORD, "--component", "BC4", "--outcome", "clear", "--on", "2026-11-01",
                         "--until", "2027-10-31", "--tier", "ELDER_CARE", "--document", "T-77")  # fmt: skip
    assert result.exit_code == 0, result.output
    face = face_of(counter)
    assert face is not None
    assert face.BC4 is not None
    assert face.BC4.tier is HealthTier.ELDER_CARE
    annul = ("checks", "annul", "--permit", NUMBER, *BY, "--component", "BC4", "--why", "录入错误")
    assert counter.run(*annul).exit_code == 0
    face = face_of(counter)
    assert face is not None
    assert face.BC4 is not None
    assert face.BC4.outcome is PublicOutcome.NONE
    assert counter.run(*annul).exit_code == 1


def test_an_adverse_check_publishes_nothing(counter: Counter) -> None:
    result = counter.run(*RECORD, "--component", "BC2", "--outcome", "adverse", "--on", "2026-11-01")
    assert result.exit_code == 0, result.output
    assert face_of(counter) is None


def test_a_check_that_cannot_be_is_refused_in_words(counter: Counter) -> None:
    result = counter.run(*RECORD, "--component", "BC2", "--outcome", "clear", "--on", "2026-11-22")
    assert result.exit_code == 1
    assert "核查日期在将来" in result.output
