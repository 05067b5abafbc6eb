"""Sizes, names and mirrors: what a reader may rely on without looking."""

import ast

import pytest

from tests.structure.source import ROOT, functions, modules, tree

SLICE_FILES = {"states", "rules", "models", "disclosure", "actions", "queries", "access"}
COMMITTERS = {"portal.database"}


def test_no_module_is_longer_than_350_lines() -> None:
    paths = [*modules().values(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "migrations").glob("*.py")]
    long = {str(path.relative_to(ROOT)): count for path in paths if (count := len(path.read_text().splitlines())) > 350}
    assert long == {}


def test_there_is_no_utils() -> None:
    names = [name for name in modules() if name.rsplit(".", 1)[-1] in {"utils", "util", "helpers", "common", "misc"}]
    assert names == []


def test_only_the_write_unit_commits() -> None:
    committing = {
        name
        for name, path in modules().items()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
        and name.split(".")[0] in {"portal", "registry"}
    }
    assert committing <= COMMITTERS


def test_every_public_function_of_the_domain_says_what_it_does() -> None:
    silent = [
        f"{name}.{node.name}"
        for name, path in modules().items()
        if name.startswith(("registry.", "search."))
        for node in functions(path)
        if not node.name.startswith("_") and ast.get_docstring(node) is None
    ]
    assert silent == []


ACTIONS = [
    (name, node)
    for name, path in modules().items()
    if name.startswith("registry.")
    and (name.endswith(".actions") or ".actions_" in name)
    and name not in {"registry.record.actions", "registry.audit.actions"}
    for node in functions(path)
    if not node.name.startswith("_")
]


@pytest.mark.parametrize(("name", "node"), ACTIONS, ids=[f"{name}.{node.name}" for name, node in ACTIONS])
def test_every_action_takes_its_session_actor_and_clock_and_writes_the_trace(name: str, node: ast.FunctionDef) -> None:
    arguments = [argument.arg for argument in node.args.args]
    assert arguments[:3] == ["session", "actor", "clock"], f"{name}.{node.name}{arguments}"
    assert reaches_trace(name, node.name, set()), f"{name}.{node.name} leaves no trace"


def reaches_trace(name: str, function: str, seen: set[str]) -> bool:
    """The function calls audit's write, itself or through functions of its own module or earlier actions."""
    if function in seen:
        return False
    seen.add(function)
    path = modules()[name]
    bodies = {node.name: node for node in functions(path)}
    if function not in bodies:
        return False
    for node in ast.walk(bodies[function]):
        if isinstance(node, ast.Call):
            called = node.func
            text = ast.unparse(called)
            if text in {"write", "audit.write", "audit_actions.write", "trace"} or text.endswith(".write"):
                return True
            if isinstance(called, ast.Name) and reaches_trace(name, called.id, seen):
                return True
            if isinstance(called, ast.Attribute) and text.split(".")[0].endswith("actions"):
                return True
            if isinstance(called, ast.Name) and imported_action(path, called.id):
                return True
    return False


def imported_action(path: object, function: str) -> bool:
    """`function` was imported from an actions module of an earlier slice, which is held to the same rule."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.rsplit(".", 1)[-1].startswith("actions"):
            if node.module.startswith("registry.record"):
                continue
            if any((alias.asname or alias.name) == function for alias in node.names):
                return True
    return False
