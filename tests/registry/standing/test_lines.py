"""What services ask for."""

from registry.core.taxonomy import HealthTier, ServiceLine
from registry.standing.lines import need_of, needs_of
from registry.workers.disclosure import OfferedService


def test_a_specified_item_asks_for_its_own_class() -> None:
    need = need_of(OfferedService("MI01", ServiceLine.CHILD_CARE))
    assert (need.tier, need.vulnerable, need.strict) == (HealthTier.MATERNAL_INFANT, True, True)
    assert need.label.zh == "月嫂(母婴护理)"


def test_cleaning_asks_for_nothing_beyond_the_base() -> None:
    need = need_of(OfferedService("HC01", ServiceLine.CLEANING))
    assert (need.tier, need.vulnerable, need.strict) == (HealthTier.GENERAL, False, False)


def test_the_same_service_is_asked_once() -> None:
    service = OfferedService(None, ServiceLine.ELDER_CARE)
    assert len(needs_of([service, service])) == 1
