"""Every act that the domain writes into the trace can be read in words."""

import ast
from collections.abc import Iterator

import pytest

from registry.audit.words import words_of
from registry.cases.states import Act
from registry.rosters.states import UploadState
from tests.structure.source import ROOT


def written() -> Iterator[str]:
    """The first argument of every `Trace(...)` that is spelled out."""
    for path in sorted((ROOT / "registry").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Trace" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value)


ACTS = sorted({*written(), *(f"case.{act.value}" for act in Act), *(f"roster.{state.value}" for state in UploadState)})


@pytest.mark.parametrize("act", ACTS)
def test_an_act_has_words_in_both_languages(act: str) -> None:
    words = words_of(act)
    assert words is not None
    assert words.zh != words.en


def test_the_words_name_the_thing_and_what_was_done() -> None:
    words = words_of("account.sign_in")
    assert words is not None
    assert (words.zh, words.en) == ("账号：登录", "Account: signed in")
    assert words_of("nothing.done") is None
    assert words_of("account") is None
