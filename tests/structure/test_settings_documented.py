"""README's table of settings and the settings of the code are the same."""

import re
from dataclasses import fields

from portal.settings import Settings
from tests.structure.source import ROOT


def documented() -> list[str]:
    """The variables named in the first column of README's table of settings."""
    readme = (ROOT / "README.md").read_text("utf-8")
    section = readme.split("## Settings", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| `([A-Z_]+)` \|", section, re.MULTILINE)


def test_every_setting_is_documented_once_and_nothing_else_is() -> None:
    names = documented()
    assert sorted(names) == sorted(field.metadata["env"] for field in fields(Settings))


def test_the_readme_shows_both_commands_and_every_command_group() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "make run" in readme
    assert "make test" in readme
    groups = set()
    for path in (ROOT / "portal").rglob("*.py"):
        groups |= set(re.findall(r'cli_group="(\w+)"', path.read_text("utf-8")))
    missing = [group for group in sorted(groups) if f"`{group} " not in readme and f" {group} " not in readme]
    assert missing == []
