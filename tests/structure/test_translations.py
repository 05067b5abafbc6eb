"""Every text has its English: there, finished, with the same places, and without a Chinese character left."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from registry.core.labels import Label, LabelledEnum
from tests.structure.source import ROOT

HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
PLACES = re.compile(r"%(?:\(\w+\)[sd]|%)")
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2)}
CATALOGUE = ROOT / "portal" / "translations" / "en" / "LC_MESSAGES" / "messages.po"


def texts() -> Iterator[tuple[str, int, str]]:
    """(file, line, text) of every marked text in the sources."""
    with (ROOT / "babel.cfg").open() as config:
        methods, options = parse_mapping_cfg(config)
    for name, line, found, _, _ in extract_from_dir(ROOT, methods, options, keywords=KEYWORDS):
        yield name, line, found if isinstance(found, str) else found[0]


TEXTS = sorted(set(texts()))
with CATALOGUE.open("rb") as file:
    ENGLISH = read_po(file, locale="en", abort_invalid=True)


def strings(message: Message) -> tuple[str, ...]:
    """The English of a message, one string per number."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def test_there_are_texts() -> None:
    assert len({text for _, _, text in TEXTS}) > 300


def test_every_text_is_in_the_catalogue() -> None:
    missing = [f"{name}:{line} {text}" for name, line, text in TEXTS if ENGLISH.get(text) is None]
    assert missing == []


def test_the_catalogue_holds_nothing_else() -> None:
    wanted = {text for _, _, text in TEXTS}
    ids = {message.id if isinstance(message.id, str) else message.id[0] for message in ENGLISH if message.id}
    assert ids - wanted == set()


@pytest.mark.parametrize(
    "message", [message for message in ENGLISH if message.id], ids=lambda message: str(message.id)[:40]
)
def test_every_english_text_is_whole(message: Message) -> None:
    assert not message.fuzzy
    ids = (message.id,) if isinstance(message.id, str) else message.id
    for english in strings(message):
        assert english, "not translated"
        assert not HAN.search(english), english
        assert set(PLACES.findall(english)) == set(PLACES.findall(ids[0])), english
        assert not re.search(r"[<>&]", english), "texts are shown as they stand: no markup in them"
        assert "  " not in english


@pytest.mark.parametrize("text", sorted({text for _, _, text in TEXTS}))
def test_every_text_can_be_shown(text: str) -> None:
    assert not re.search(r"[<>&]", text)
    if "%(" in text:
        assert text % dict.fromkeys(re.findall(r"%\((\w+)\)", text), "1")


def labels() -> Iterator[tuple[str, Label]]:
    """Every label of every labelled enum of the domain."""

    def below(kind: type[LabelledEnum]) -> Iterator[type[LabelledEnum]]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    for kind in below(LabelledEnum):
        for member in kind:
            yield f"{kind.__module__}.{kind.__name__}.{member.name}", member.label


def test_every_label_of_the_domain_has_both_languages() -> None:
    wrong = [where for where, label in labels() if not label.zh or not label.en or HAN.search(label.en)]
    assert len(list(labels())) > 100
    assert wrong == []


def test_the_catalogue_has_a_header_or_the_build_passes_it_over() -> None:
    # Without a header the compiler takes the whole catalogue for fuzzy and quietly makes nothing of it.
    with (ROOT / "portal/translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file)
    assert not catalogue.fuzzy
    assert catalogue.charset == "utf-8"
