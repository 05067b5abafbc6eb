"""Assets: built and compressed beforehand, found by their plain name, part of the build's fingerprint."""

import gzip
import json
import re
from pathlib import Path

import pytest
from flask import Flask

from portal import static_files
from portal.static_files import FOLDER, AssetsMissing, fingerprint, init_static_files, shape_svg
from registry.standing.states import Shape
from tests.pages import PageClient

MANIFEST: dict[str, str] = json.loads((FOLDER / "manifest.json").read_text())


def test_pages_use_the_fingerprinted_names(pages: PageClient) -> None:
    html = pages.get("/guide").get_data(as_text=True)
    for name in ("portal.css", "portal.js", "favicon.svg"):
        assert f'"/static/{MANIFEST[name]}"' in html


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_assets_are_compressed_beforehand(app: Flask, name: str) -> None:
    client = app.test_client()
    address = f"/static/{MANIFEST[name]}"
    with client.get(address, headers={"Accept-Encoding": "identity"}) as answer:
        plain = answer.get_data()
        assert "Content-Encoding" not in answer.headers
    with client.get(address, headers={"Accept-Encoding": "gzip, deflate, br"}) as answer:
        assert answer.headers["Content-Encoding"] == "br"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.get_data() == (FOLDER / f"{MANIFEST[name]}.br").read_bytes()
    with client.get(address, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.get_data()) == plain


def test_the_page_weighs_little() -> None:
    """Style sheet and script together, as sent, fit into the first few round trips of a slow phone."""
    sent = sum((FOLDER / f"{MANIFEST[name]}.br").stat().st_size for name in ("portal.css", "portal.js"))
    assert sent < 30_000


def test_the_style_sheet_fetches_nothing() -> None:
    css = (FOLDER / MANIFEST["portal.css"]).read_text()
    assert "@import" not in css
    assert "@font-face" not in css
    assert [found for found in re.findall(r"url\((.*?)\)", css) if not found.strip("\"'").startswith("data:")] == []


def test_an_unbuilt_front_end_is_said_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_files, "FOLDER", tmp_path)
    with pytest.raises(AssetsMissing, match="make build"):
        init_static_files(Flask("test"))


def test_the_fingerprint_changes_with_assets_templates_and_texts(tmp_path: Path) -> None:
    """Pages kept by a browser must not outlive the build that made them."""
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        (folder / "page.html").write_text(folder.name)
    first = fingerprint({"portal.css": "portal.1.css"}, one)
    assert fingerprint({"portal.css": "portal.1.css"}, one) == first
    assert fingerprint({"portal.css": "portal.2.css"}, one) != first
    assert fingerprint({"portal.css": "portal.1.css"}, two) != first


def test_every_shape_is_drawn_and_hidden_from_readers() -> None:
    for shape in Shape:
        drawing = shape_svg(shape.value)
        assert 'aria-hidden="true"' in drawing
        assert 'focusable="false"' in drawing
