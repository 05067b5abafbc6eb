"""Reading a page of results as a person would: its hits, its facets."""

import re

from registry.companies.disclosure import ServiceOffering
from registry.core.taxonomy import service_items
from tests.pages import PageClient


def offer(*codes: str) -> tuple[ServiceOffering, ...]:
    """Services by their items' codes."""
    return tuple(ServiceOffering(code, service_items()[code].line) for code in codes)


def seen(pages: PageClient, path: str, **options: object) -> str:
    """The HTML of a page that is as every page must be."""
    return pages.get(path, **options).get_data(as_text=True)


def hits(page: str) -> list[str]:
    """The words of every hit, without marks."""
    blocks = re.findall(r'<li class="hit">(.*?)</li>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", block).split()) for block in blocks]


def facet(page: str, title: str) -> dict[str, int]:
    """{value: count} of one facet."""
    block = page.split(f"<h2>{title}</h2>")[1].split("</section>")[0]
    found = re.findall(r"<li><a [^>]*><span>(.*?)</span><span class=\"count\">(\d+)</span>", block, re.DOTALL)
    return {re.sub(r"<[^>]+>", "", words): int(count) for words, count in found}
