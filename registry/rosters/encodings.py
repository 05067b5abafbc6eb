"""Which encoding a text file is in: a byte order mark, else strict UTF-8, else GB18030; two in one file are refused.

Chinese Excel writes GB18030 without saying so (anchors 2.12), and lists pasted together from several programs carry
both: read as one, half of their names would be wrong and still look Chinese.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from registry.core.labels import Label
from registry.rosters.faults import refuse

BOM = codecs.BOM_UTF8
# In both encodings these bytes are never part of a longer character, so cells can be told apart before decoding.
_CELL_ENDS = re.compile(rb"[,;\t\"]")
# So many Chinese characters in a cell that is UTF-8 are no chance hit of GB18030 bytes.
_EVIDENCE = 4
# A line is held in memory; 200 cells of 2,000 letters of four bytes are less than this.
LONGEST_LINE = 2_000_000
_CHINESE = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec, whether it was guessed from the content, the words for the report, and the file's count of lines."""

    codec: str
    guessed: bool
    label: Label
    lines: int


_WORDS = {
    "utf-8-sig": Label("UTF-8（有 BOM）", "UTF-8 (with BOM)"),
    "utf-8": Label("UTF-8（按内容判断）", "UTF-8 (told by its content)"),
    "gb18030": Label("GB18030（按内容判断）", "GB18030 (told by its content)"),
}


def encoding_of(path: Path) -> Encoding:
    """The encoding of a whole text file. Raises RuleBroken: text_two_encodings, text_encoding, text_binary,
    text_line."""
    with path.open("rb") as file:
        marked = file.read(len(BOM)) == BOM
        file.seek(0)
        number = first_other = first_utf8 = broken = 0
        for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), start=1):
            if len(line) == LONGEST_LINE:
                _refuse_long(number)
            if line.isascii():
                if b"\0" in line:
                    zh, en = f"第 {number} 行含有空字节，不是文本文件", f"Line {number} holds a zero byte: no text file"
                    refuse("text_binary", zh, en)
                continue
            if number == 1 and marked:
                line = line.removeprefix(BOM)
            if not first_utf8 and _has_utf8_cell(line):
                first_utf8 = number
            if not _is(line, "utf-8"):
                first_other = first_other or number
                broken = broken or (0 if _is(line, "gb18030") else number)
            if first_other and (first_utf8 or marked):
                _refuse_two(first_utf8 or 1, first_other)
    if broken:
        _refuse_unknown(broken)
    codec = "gb18030" if first_other else "utf-8-sig" if marked else "utf-8"
    return Encoding(codec, not marked, _WORDS[codec], number)


def _is(text: bytes, codec: str) -> bool:
    try:
        text.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _has_utf8_cell(line: bytes) -> bool:
    return any(
        not cell.isascii() and _is(cell, "utf-8") and len(_CHINESE.findall(cell.decode("utf-8"))) >= _EVIDENCE
        for cell in _CELL_ENDS.split(line)
    )


def _refuse_two(utf8_line: int, other_line: int) -> None:
    refuse(
        "text_two_encodings",
        f"同一个文件里有两种编码：第 {utf8_line} 行是 UTF-8，第 {other_line} 行是 GB18030",
        f"Two encodings in one file: line {utf8_line} is UTF-8, line {other_line} is GB18030",
        ("请在 Excel 中重新打开两份原名单，合并后另存为 .xlsx", "Open both in Excel, join them, save as .xlsx"),
    )


def _refuse_long(number: int) -> None:
    zh, en = f"第 {number} 行长得不像名单", f"Line {number} is too long for a roster"
    refuse("text_line", zh, en, ("请另存为 .xlsx", "Save it as .xlsx"))


def _refuse_unknown(number: int) -> None:
    refuse(
        "text_encoding",
        f"第 {number} 行既不是 UTF-8 也不是 GB18030",
        f"Line {number} is neither UTF-8 nor GB18030",
        ("请另存为“CSV UTF-8”或 .xlsx", "Save it as “CSV UTF-8” or .xlsx"),
    )
