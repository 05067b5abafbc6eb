"""Tests lie where their code does, so that either can be found from the other without looking."""

import pytest

from tests.structure.source import ROOT, modules

TESTED = {"rules", "actions"}


def mirror(name: str) -> str:
    """tests/registry/foo/test_rules.py for registry.foo.rules."""
    *folders, last = name.split(".")
    return "/".join(["tests", *folders, f"test_{last}.py"])


def holds_code(name: str) -> bool:
    """A module that is more than its docstring."""
    return len(modules()[name].read_text("utf-8").splitlines()) > 2


RULES_AND_ACTIONS = sorted(
    name for name in modules() if name.startswith("registry.") and name.count(".") == 2 and name.split(".")[2] in TESTED
)
PUBLIC = sorted(
    name
    for name in modules()
    if name.startswith("portal.") and name.count(".") == 2 and name.endswith((".public", ".api"))
)
SHELL = sorted(name for name in modules() if name.startswith("portal.") and name.count(".") == 1 and holds_code(name))


@pytest.mark.parametrize("name", RULES_AND_ACTIONS)
def test_rules_and_actions_have_tests(name: str) -> None:
    assert (ROOT / mirror(name)).exists()


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages_have_tests(name: str) -> None:
    assert (ROOT / mirror(name)).exists()


# Tested under other names.
ELSEWHERE = {
    "portal.clocks": "tests/portal/test_clocks.py",
    "portal.keeper": "tests/portal/permits/test_cli.py",
    "portal.schema": "tests/migrations/test_runner.py",
}


@pytest.mark.parametrize("name", [name for name in SHELL if modules()[name].name != "__init__.py"])
def test_the_shell_has_tests(name: str) -> None:
    assert (ROOT / ELSEWHERE.get(name, mirror(name))).exists()


def test_tests_of_packages_that_are_gone_are_gone() -> None:
    found = {path.parent.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")}
    stray = [str(folder) for folder in found if folder.parts[0] in {"registry", "portal", "search"}]
    assert [name for name in stray if not (ROOT / name / "__init__.py").exists()] == []
