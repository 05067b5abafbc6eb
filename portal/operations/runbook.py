"""The outage runbook for pages: docs/runbook.md, the one source, as headings, paragraphs and lists (R086)."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs"
FILES = {"zh": "runbook.zh.md", "en": "runbook.md"}


@dataclass(frozen=True, slots=True)
class Block:
    """One piece: `kind` is h1, h2, p, ul or ol; a list has several lines."""

    kind: str
    lines: tuple[tuple["Piece", ...], ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words within a line; `code` ones are typed as they stand."""

    words: str
    code: bool


@lru_cache(maxsize=2)
def runbook(lang: str) -> tuple[Block, ...]:
    """The runbook in a language."""
    return parsed((FOLDER / FILES[lang]).read_text("utf-8"))


def parsed(text: str) -> tuple[Block, ...]:
    """Headings (#, ##), paragraphs, bullets (-) and numbered steps (1.), with `code` inside; nothing else is used."""
    blocks = []
    for part in text.strip().split("\n\n"):
        lines = part.splitlines()
        first = lines[0]
        if first.startswith("#"):
            marks, _, words = first.partition(" ")
            blocks.append(Block(f"h{len(marks)}", (_pieces(words),)))
        elif first.startswith("- ") or first[0].isdigit():
            kind = "ul" if first.startswith("- ") else "ol"
            items: list[str] = []
            for line in lines:
                if line.startswith("  "):
                    items[-1] += " " + line.strip()
                else:
                    items.append(line.partition(" ")[2])
            blocks.append(Block(kind, tuple(_pieces(item) for item in items)))
        else:
            blocks.append(Block("p", (_pieces(" ".join(line.strip() for line in lines)),)))
    return tuple(blocks)


def _pieces(words: str) -> tuple[Piece, ...]:
    return tuple(Piece(part, at % 2 == 1) for at, part in enumerate(words.split("`")) if part)
