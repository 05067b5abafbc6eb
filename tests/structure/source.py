"""The project's own modules as trees, for tests about the shape of the code."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FLOORS = ("wsgi", "portal", "search", "registry")

# The order of design.md; each slice imports only what stands before it. `rosters` came with decision 0010,
# `working_days`, `operations` and `cases` with 0030, `photos` with 0016, `persons` and `redactions` with 0021,
# `posts` with 0022, `index_keys` with 0034.
SLICES = (
    "core", "record", "audit", "accounts", "tasks", "working_days", "operations", "cases", "posts", "areas",
    "companies", "workers", "looks", "photos", "consents", "qualifications", "training", "background_checks",
    "eligibility", "permits", "rosters", "rights", "persons", "redactions", "index_keys", "prices", "filings",
    "complaints", "bookings", "ratings", "incidents", "spot_checks", "sanctions", "standing", "supervision",
    "objections", "standards", "measures", "risk", "open_data",
)  # fmt: skip


@cache
def modules() -> dict[str, Path]:
    """{dotted name: path} of every module of the product."""
    found = {"wsgi": ROOT / "wsgi.py"}
    for floor in FLOORS[1:]:
        for path in sorted((ROOT / floor).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return {name: path for name, path in found.items() if path.exists()}


@cache
def tree(path: Path) -> ast.Module:
    """The parsed module."""
    return ast.parse(path.read_text("utf-8"))


@cache
def imports(name: str) -> frozenset[str]:
    """Dotted names that a module imports, modules of our own resolved as far as they exist."""
    known = modules()
    found: set[str] = set()
    for node in ast.walk(tree(known[name])):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in known else str(node.module))
    return frozenset(found)


def functions(path: Path) -> list[ast.FunctionDef]:
    """Top-level functions of a module."""
    return [node for node in tree(path).body if isinstance(node, ast.FunctionDef)]
