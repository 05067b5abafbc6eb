"""Looking through every byte of a folder."""

from collections.abc import Iterable
from pathlib import Path


def files_holding(folder: Path, texts: Iterable[str]) -> dict[str, list[str]]:
    """{file: texts found in it} for every file below `folder`, as UTF-8, UTF-16 and GB18030."""
    wanted = [(text, {text.encode(code) for code in ("utf-8", "utf-16-le", "gb18030")}) for text in texts]
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            hits = [text for text, forms in wanted if any(form in content for form in forms)]
            if hits:
                found[str(path.relative_to(folder))] = hits
    return found
