"""The import law: floors run downwards, slices in order, and public code reads only the record."""

import sys

from tests.structure.source import FLOORS, ROOT, SLICES, imports, modules

DOMAIN_FORBIDS = {"flask", "flask_sqlalchemy", "flask_wtf", "flask_babel", "wtforms", "whoosh", "tantivy", "os.environ"}


def own(name: str) -> bool:
    return name.split(".")[0] in FLOORS


def test_floors_run_downwards() -> None:
    height = {floor: -at for at, floor in enumerate(FLOORS)}
    up = [
        f"{name} imports {target}"
        for name in modules()
        for target in imports(name)
        if own(target) and height[target.split(".")[0]] > height[name.split(".")[0]]
    ]
    assert up == []


def test_slices_import_only_earlier_slices() -> None:
    place = {name: at for at, name in enumerate(SLICES)}
    wrong = []
    for name in modules():
        parts = name.split(".")
        if parts[0] != "registry" or len(parts) < 2 or name in {"registry.models", "registry.permissions"}:
            continue
        assert parts[1] in place, f"{name}: no such slice in the order"
        for target in imports(name):
            to = target.split(".")
            if to[0] == "registry" and len(to) > 1 and to[1] in place and place[to[1]] > place[parts[1]]:
                wrong.append(f"{name} imports {target}")
    # The walls of the record name the audit table but import nothing of it.
    assert wrong == []


def test_the_domain_knows_no_web_no_index_and_no_clock() -> None:
    wrong = [
        f"{name} imports {target}"
        for name in modules()
        if name.startswith("registry")
        for target in imports(name)
        if target.split(".")[0] in DOMAIN_FORBIDS
    ]
    assert wrong == []
    for name, path in modules().items():
        if name.startswith("registry"):
            source = path.read_text("utf-8")
            for word in ("datetime.now(", "date.today(", "time.time(", "os.environ", "os.getenv"):
                assert word not in source, f"{name} uses {word}"


def test_features_never_import_each_other() -> None:
    features = {path.parent.name for path in (ROOT / "portal").glob("*/__init__.py")}
    wrong = []
    for name in modules():
        parts = name.split(".")
        if parts[0] == "portal" and len(parts) > 2 and parts[1] in features:
            wrong += [
                f"{name} imports {target}"
                for target in imports(name)
                if target.startswith("portal.") and target.split(".")[1] in features - {parts[1]}
            ]
    assert wrong == []


def test_public_code_reads_only_the_record() -> None:
    """public.py, api.py and what they import, by any chain within the portal and search, never reach models or queries.

    The crossings are registry.workers.door (design point 9): one yes/no question, and registry.photos.door
    (docs/decisions/0016): the picture whose digest the caller read from the record.
    """
    crossings = {"registry.workers.door", "registry.photos.door"}
    wrong = []
    for start in modules():
        last = start.rsplit(".", 1)[-1]
        if not start.startswith("portal.") or last not in {"public", "api", "feeds"}:
            continue
        seen: set[str] = set()
        queue = [start]
        while queue:
            name = queue.pop()
            if name in seen or name not in modules() or name in crossings:
                continue
            seen.add(name)
            for target in imports(name):
                if not own(target):
                    continue
                tail = target.rsplit(".", 1)[-1]
                slice_ = target.startswith("registry.") and target.count(".") >= 2
                if slice_ and tail in {"models", "queries", "actions"}:
                    if not target.startswith("registry.record."):
                        wrong.append(f"{start}: {name} imports {target}")
                    continue
                queue.append(target)
    assert sorted(set(wrong)) == []


def test_there_are_no_circles() -> None:
    graph = {name: {t for t in imports(name) if t in modules() and t != name} for name in modules()}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join([*path[path.index(name) :], name])
        if name in done:
            return
        for target in graph[name]:
            visit(target, (*path, name))
        done.add(name)

    sys.setrecursionlimit(5000)
    for name in graph:
        visit(name, ())
