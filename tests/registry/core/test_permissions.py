"""Every permission over personal data says what for (R125, R167)."""

from registry.core.permissions import Use
from registry.permissions import PERMISSIONS

# Nothing of these shows a person: rules, catalogues, companies' registrations, the running of the system.
WITHOUT_PEOPLE = {
    "cases.worklist", "qualifications.lay_down", "training.keep_catalogue", "operations.keep", "operations.notify",
    "operations.read", "operations.review", "working_days.edit", "working_days.read",
}  # fmt: skip


def test_whoever_sees_personal_data_is_told_what_for() -> None:
    silent = {
        name
        for name, what in PERMISSIONS.items()
        if what.use is None and name not in WITHOUT_PEOPLE and not name.startswith("companies.")
    }
    assert silent == set()
    assert not {name for name in WITHOUT_PEOPLE if PERMISSIONS[name].use}


def test_every_use_is_somebodys() -> None:
    assert {what.use for what in PERMISSIONS.values() if what.use} == set(Use)
