"""RFC 8785 canonical JSON for the values the record admits: strings, safe integers, booleans, null, lists, objects."""

from typing import Any

import orjson

from registry.core.errors import RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label

SAFE_INTEGER = 2**53 - 1

_NOT_ADMITTED = Finding(
    "record.value",
    Label(
        "公开记录只收文字、整数、是否、空值、列表和对象",
        "The record takes text, integers, yes/no, null, lists and objects",
    ),
)
_NOT_TEXT = Finding("record.text", Label("文字含有无效字符", "The text holds an invalid character"))


def require_canonical(value: Any) -> None:
    """Refuse what RFC 8785 and the record do not share. Raises RuleBroken (floats, large integers, other types).

    orjson's sorted output equals RFC 8785 only without floats and with keys of the basic plane, hence the check.
    """
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return
    if kind is int:
        if -SAFE_INTEGER <= value <= SAFE_INTEGER:
            return
    elif kind is list or kind is tuple:
        for item in value:
            require_canonical(item)
        return
    elif kind is dict:
        for key, item in value.items():
            if type(key) is not str or (not key.isascii() and any(ord(mark) > 0xFFFF for mark in key)):
                break
            require_canonical(item)
        else:
            return
    raise RuleBroken([_NOT_ADMITTED])


def canonical(value: Any) -> bytes:
    """The canonical bytes of an admitted value. Raises RuleBroken for one that is not admitted."""
    require_canonical(value)
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError as problem:  # a lone surrogate: text that is not text
        raise RuleBroken([_NOT_TEXT]) from problem


class Canon(dict[str, tuple[bytes, str]]):
    """Canonical values for one batch of entries, which say the same days, sources and lists over and over.

    A text is asked for as an item, `canon[text]`, and remembered by what it says; anything else by `of`. Lists and
    objects are remembered by which they are (and kept alive, so that no other can take their place in memory): a
    caller must not change one between two entries. Remembers a batch, not a process: values are personal data.
    """

    def __init__(self) -> None:
        super().__init__()
        self._objects: dict[int, tuple[bytes, str, Any]] = {}

    def __missing__(self, text: str) -> tuple[bytes, str]:
        found = self[text] = _both(text)
        return found

    def of(self, value: Any) -> tuple[bytes, str]:
        """The canonical bytes of an admitted value, and the same as text. Raises as `canonical`."""
        kind = type(value)
        if value is None:
            return _NULL
        if kind is str:
            return self[value]
        if kind is dict or kind is list:
            known = self._objects.get(id(value))
            if known is None:
                known = self._objects[id(value)] = (*_both(value), value)
            return known[0], known[1]
        return _both(value)


_NULL = (b"null", "null")


def _both(value: Any) -> tuple[bytes, str]:
    content = canonical(value)
    return content, content.decode()
