"""Free text as it is compared: by words, cut with a dictionary that knows the trade."""

import re
import threading
from functools import cache

import rjieba

from registry.core.chinese import normalise_name
from registry.core.taxonomy import service_words, synonym_groups

# The dictionary of rjieba does not know these: it cuts 月/嫂, 育儿/嫂, 不住/家 (domain README 8.1).
TRADE_WORDS = ("不住家", "住家", "上门服务证", "催乳", "助浴", "陪诊", "开荒", "家政", "家政服务", "上门服务")
_FREQUENCY = 20_000  # above any pair of shorter words in the dictionary, so that the trade's word wins
_RUNS = re.compile(r"[^\W_]+")
_LOADING = threading.Lock()


@cache
def _cutter() -> rjieba.Jieba:
    cutter = rjieba.Jieba()
    ours = {*TRADE_WORDS, *service_words(), *(normalise_name(word) for group in synonym_groups() for word in group)}
    for word in sorted(ours):
        if len(word) > 1 and not word.isascii():
            cutter.add_word(word, _FREQUENCY, "n")
    return cutter


def words(text: str) -> list[str]:
    """The words of a free text, each once, in order: longer words and the words inside them."""
    with _LOADING:
        cutter = _cutter()
    found: dict[str, None] = {}
    for run in _RUNS.findall(text):
        for word in cutter.cut_for_search(normalise_name(run), False):
            found[word] = None
    return list(found)


def cut(text: str) -> list[str]:
    """The words of what somebody typed: the longest only, so that 不住家 is not answered by 住家."""
    with _LOADING:
        cutter = _cutter()
    return list(dict.fromkeys(cutter.cut(normalise_name(text), False)))
