"""A client that checks every page it fetches, so that no test can forget to.

PageClient wraps Flask's test client. Each HTML answer must hold: exactly one h1, a title that says the same, a
language, labels for fields, unique ids, forms with an action, no inline script or style or handler, images with
words, links with words; on an English page nothing Chinese is left but what `data-name` or `lang` marks as a name.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import Flask
from werkzeug.test import TestResponse

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass
class Node:
    """One element while the page is read."""

    tag: str
    attrs: dict[str, str | None]
    text: str = ""
    named: bool = False


@dataclass
class Page(HTMLParser):
    """What a page holds and what is wrong with it."""

    lang: str = ""
    title: str = ""
    h1: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    fields: list[dict[str, str | None]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    chinese: list[str] = field(default_factory=list)
    described: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Node] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        named = bool(self._open and self._open[-1].named) or "data-name" in given
        own_lang = given.get("lang")
        if own_lang and tag != "html":
            named = named or own_lang.startswith("zh")
        if len(given) != len(attrs):
            self.wrong.append(f"<{tag}> repeats an attribute")
        for name in given:
            if name.startswith("on") or name == "style":
                self.wrong.append(f"<{tag}> has an inline {name}")
        if "id" in given:
            self.ids.append(given["id"] or "")
        for name in ("aria-describedby", "aria-labelledby"):
            self.described += (given.get(name) or "").split()
        match tag:
            case "html":
                self.lang = given.get("lang") or ""
            case "label":
                self.labels.add(given.get("for") or "")
            case "input" | "select" | "textarea":
                if given.get("type") not in {"hidden", "submit", "button"}:
                    self.fields.append(given)
            case "form":
                if not given.get("action"):
                    self.wrong.append("a form without an action")
            case "img":
                if "alt" not in given:
                    self.wrong.append("an image without words")
            case "script":
                if not given.get("src"):
                    self.wrong.append("an inline script")
            case "style":
                self.wrong.append("an inline style sheet")
        if tag not in VOID:
            self._open.append(Node(tag, given, named=named))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            node = self._open.pop()
            words = " ".join(node.text.split())
            if self._open:
                self._open[-1].text += node.text
            if node.tag == "title" and not self.title:
                self.title = words
            elif node.tag == "h1":
                self.h1.append(words)
            elif node.tag == "a":
                self.links.append((node.attrs.get("href") or "", words or (node.attrs.get("aria-label") or "")))
            elif node.tag == "button" and not words:
                self.wrong.append("a button without words")
            if node.tag == tag:
                return
        self.wrong.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data
            if HAN.search(data) and not self._open[-1].named:
                self.chinese.append(data.strip())

    def check(self, *, english: bool) -> list[str]:
        """Everything that is wrong with the page."""
        wrong = list(self.wrong)
        if len(self.h1) != 1 or not self.h1[0]:
            wrong.append(f"{len(self.h1)} h1: {self.h1}")
        elif self.h1[0] not in self.title:
            wrong.append(f"the title {self.title!r} does not say {self.h1[0]!r}")
        if self.lang != ("en" if english else "zh-Hans"):
            wrong.append(f"the language is {self.lang!r}")
        wrong += [f"id {name!r} stands twice" for name in sorted({i for i in self.ids if self.ids.count(i) > 1})]
        wrong += [f"no element has the id {name!r}" for name in self.described if name not in self.ids]
        for given in self.fields:
            if given.get("id") not in self.labels and not given.get("aria-label") and not given.get("aria-labelledby"):
                wrong.append(f"field {given.get('name')!r} has no label")
        wrong += [f"a link to {href!r} without words" for href, words in self.links if not words]
        wrong += [f"a link {words!r} to nowhere" for href, words in self.links if not href or href == "#"]
        if english and self.chinese:
            wrong.append(f"Chinese on an English page: {self.chinese[:5]}")
        return wrong


class PageClient:
    """Fetches pages and fails the test when one is not as every page must be."""

    def __init__(self, app: Flask) -> None:
        self.plain = app.test_client()

    def get(self, path: str, *, status: int = 200, **options: object) -> TestResponse:
        """GET, with the expected status; redirects are answers too."""
        return self._checked(self.plain.get(path, **options), path, status)

    def post(self, path: str, data: object = None, *, status: int = 200, **options: object) -> TestResponse:
        """POST a form, with the expected status."""
        return self._checked(self.plain.post(path, data=data, **options), path, status)

    def _checked(self, response: TestResponse, path: str, status: int) -> TestResponse:
        assert response.status_code == status, (
            f"{path}: {response.status_code}\n{response.get_data(as_text=True)[:2000]}"
        )
        if response.mimetype == "text/html" and response.data and status not in {301, 302, 303, 307, 308}:
            page = read(response.get_data(as_text=True))
            wrong = page.check(english=path == "/en" or path.startswith("/en/"))
            assert not wrong, f"{path}: " + "; ".join(wrong)
        return response


def read(html: str) -> Page:
    """Parse a page."""
    page = Page()
    page.feed(html)
    page.close()
    return page
