"""Every template has its place, its title and somebody who shows it."""

import ast
import re

import pytest

from tests.structure.source import ROOT, modules, tree

FOLDER = ROOT / "templates"
TEMPLATES = {str(path.relative_to(FOLDER)): path.read_text("utf-8") for path in sorted(FOLDER.rglob("*.html"))}
FRAMES = {"base.html", "desk.html"}
SHARED = FRAMES | {"ruling.html"}
AUDIENCES = {"public", "entry", "own", "company", "office", "regulator"}
USES = re.compile(r"{%-?\s*(?:extends|import|include|from)\s+'([^']+)'")


def shown() -> dict[str, set[str]]:
    """{template: modules that render it by name}; a name with a place in it is filled from the module's own words."""
    found: dict[str, set[str]] = {}
    for module, path in modules().items():
        if not module.startswith("portal"):
            continue
        words = {
            node.value
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        names = {word for word in words if word.endswith(".html")}
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(part.value) if isinstance(part, ast.Constant) else "(.+)" for part in node.values]
                fits = [(name, re.fullmatch("".join(map(str, parts)), name)) for name in TEMPLATES]
                names |= {name for name, match in fits if match and set(match.groups()) <= words}
        for name in names & set(TEMPLATES):
            found.setdefault(name, set()).add(module)
    return found


def uses(name: str) -> set[str]:
    """Templates that a template builds on, by any chain."""
    found: set[str] = set()
    queue = [name]
    while queue:
        for used in USES.findall(TEMPLATES[queue.pop()]):
            if used not in found:
                found.add(used)
                queue.append(used)
    return found


def test_every_template_that_is_named_exists() -> None:
    missing = {
        f"{name}: {used}" for name, text in TEMPLATES.items() for used in USES.findall(text) if used not in TEMPLATES
    }
    assert missing == set()


def test_every_template_is_reached_by_a_view() -> None:
    reached = set(shown())
    for name in list(reached):
        reached |= uses(name)
    assert set(TEMPLATES) - reached == set()


@pytest.mark.parametrize("name", sorted(set(TEMPLATES) - SHARED))
def test_every_template_lies_where_its_view_does(name: str) -> None:
    """templates/<feature>/<audience>/<view>.html, shown by portal/<feature>; macros of several features in parts/."""
    if name.startswith("parts/"):
        assert name.count("/") == 1
        return
    feature, audience, _ = name.split("/")
    assert audience in AUDIENCES
    assert (ROOT / "portal" / feature / "__init__.py").exists() or (ROOT / "portal" / f"{feature}.py").exists()
    for module in shown().get(name, set()):
        assert module.split(".")[1] == feature, f"{name} is shown by {module}"


@pytest.mark.parametrize("name", sorted(shown()))
def test_every_page_has_a_title(name: str) -> None:
    chain = [TEMPLATES[name], *(TEMPLATES[used] for used in uses(name) - FRAMES)]
    titled = [text for text in chain if re.search(r"{% block title %}\s*\S.*?{% endblock %}|<title>\s*\S", text)]
    assert titled, f"{name} has no title"


def test_features_do_not_borrow_each_others_templates() -> None:
    wrong = [
        f"{name} uses {used}"
        for name, text in TEMPLATES.items()
        for used in USES.findall(text)
        if used not in SHARED and used.split("/")[0] not in {"parts", name.split("/")[0]}
    ]
    assert wrong == []


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_no_import_is_unused(name: str) -> None:
    text = TEMPLATES[name]
    unused = [
        alias
        for alias in re.findall(r"{%-?\s*import\s+'[^']+'\s+as\s+(\w+)", text)
        if not re.search(rf"\b{alias}\.", re.sub(r"{%-?\s*import.*?%}", "", text))
    ]
    assert unused == []


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_templates_never_switch_escaping_off(name: str) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape false|Markup\(", TEMPLATES[name])


HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_chinese_text_of_a_template_can_be_translated(name: str) -> None:
    """Outside `_('…')` and comments no Chinese stands in a template, or the English page would show it."""
    text = re.sub(r"{#.*?#}", "", TEMPLATES[name], flags=re.S)
    text = re.sub(r"_\('(?:[^'\\]|\\.)*'|q='[^']*'", "", text)
    assert HAN.findall(text) == []
