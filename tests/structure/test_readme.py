"""What the README promises is there, and what is there the README tells: settings, commands, links."""

import re
from dataclasses import MISSING, fields
from urllib.parse import urlsplit

import click
import pytest
from flask import Flask

from portal.settings import Settings
from tests.structure.source import ROOT

README = (ROOT / "README.md").read_text("utf-8")
FRAMEWORK = {"routes", "run", "shell"}


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


SETTINGS = {row[0].strip("`"): row for row in rows("Settings")}


def test_every_setting_has_its_row_and_every_row_its_setting() -> None:
    assert set(SETTINGS) == {field.metadata["env"] for field in fields(Settings)}
    assert len(rows("Settings")) == len(SETTINGS)


@pytest.mark.parametrize("field", fields(Settings), ids=lambda field: field.name)
def test_the_default_in_the_row_is_the_default(field: object) -> None:
    name, told = field.metadata["env"], SETTINGS[field.metadata["env"]][1].strip("`")
    default = field.default
    if default is MISSING or default in ("", ()):
        assert told, f"{name}: what happens without it"
    elif isinstance(default, bool):
        assert told == str(int(default))
    elif isinstance(default, float):
        assert float(told) == default
    else:
        assert told == str(default)


def test_every_row_says_what_the_setting_means() -> None:
    assert [name for name, row in SETTINGS.items() if len(row[2]) < 15] == []


def commands(app: Flask) -> set[str]:
    """Every command of ours as it is typed."""
    found: set[str] = set()

    def walk(command: click.Command, path: tuple[str, ...]) -> None:
        if isinstance(command, click.Group):
            for name, inner in command.commands.items():
                walk(inner, (*path, name))
        else:
            found.add(" ".join(path))

    for name, command in app.cli.commands.items():
        if name not in FRAMEWORK:
            walk(command, (name,))
    return found


def test_every_command_is_told_and_every_one_told_is_there(app: Flask) -> None:
    told: set[str] = set()
    for row in rows("Commands"):
        for span in re.findall(r"`([^`]+)`", row[0]):
            group, _, rest = span.partition(" ")
            told |= {f"{group} {name}" for name in rest.split(" / ")} if rest else {group}
    assert told == commands(app)


def test_every_link_leads_somewhere() -> None:
    for name in ("README.md", "bench/README.md", "docs/decisions/README.md", "docs/roadmap.md"):
        page = ROOT / name
        targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
        gone = [one for one in targets if not urlsplit(one).scheme and not (page.parent / one.split("#")[0]).exists()]
        assert gone == [], name


def test_every_make_target_that_is_told_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"`?make ([a-z-]+)", README)) <= targets | {"files"}
