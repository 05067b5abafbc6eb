"""Settings: typed, frozen, and strict in production."""

import dataclasses
from pathlib import Path

import pytest

from portal.settings import Settings, SettingsError, from_environment

PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": "s",
    "FIELD_KEYS": "k",
    "INDEX_KEY": "i",
    "BASE_URL": "https://register.example",
    "TRUSTED_HOSTS": "register.example, www.register.example",
}


def test_defaults_make_a_register_beside_the_project() -> None:
    settings = from_environment({})
    assert settings.data_dir == Path("var").resolve()
    assert settings.database == f"sqlite:///{settings.data_dir}/register.db"
    assert settings.search == f"whoosh:{settings.data_dir}/index"
    assert (settings.port, settings.demo, settings.production) == (8000, True, False)


def test_variables_are_read_by_type() -> None:
    settings = from_environment({"PORT": "9000", "DEMO": "0", "TRUSTED_HOSTS": "a, b", "WRITE_WAIT_SECONDS": "2.5"})
    assert (settings.port, settings.demo, settings.trusted_hosts) == (9000, False, ("a", "b"))
    assert settings.write_wait_seconds == 2.5


@pytest.mark.parametrize(("name", "text"), [("PORT", "many"), ("DEMO", "maybe"), ("WRITE_WAIT_SECONDS", "soon")])
def test_an_unreadable_variable_is_named(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_environment({name: text})


def test_production_is_complete_or_refused_and_has_no_demo() -> None:
    assert from_environment(PRODUCTION).demo is False
    for name in set(PRODUCTION) - {"PRODUCTION"}:
        with pytest.raises(SettingsError, match=name):
            from_environment({key: value for key, value in PRODUCTION.items() if key != name})


def test_settings_are_frozen_and_keep_their_secrets_to_themselves() -> None:
    settings = from_environment({**PRODUCTION, "SECRET_KEY": "very-secret"})
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.port = 1
    assert "very-secret" not in repr(settings)


def test_every_setting_names_its_variable() -> None:
    names = [field.metadata["env"] for field in dataclasses.fields(Settings)]
    assert len(set(names)) == len(names)
