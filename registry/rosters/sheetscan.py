"""A look through a worksheet's raw bytes for what must be known before parsing: extent and formulas."""

import re

from registry.rosters.faults import refuse
from registry.rosters.limits import Limits

_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s[^>]*?ref\s*=\s*[\"']([^\"']{1,40})[\"']")
# References beyond column GR (200) or with seven digits: rare, so that the whole sheet is passed over in one sweep.
_FAR = re.compile(
    rb"\sr\s*=\s*[\"'](?:[A-Za-z]{3,}[0-9]|[H-Zh-z][A-Za-z][0-9]|[Gg][S-Zs-z][0-9]|[A-Za-z]{0,3}[0-9]{7})"
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
_RANGE = re.compile(r"\$?([A-Z]+)\$?([0-9]+)")
# A cell's opening tag stands at most this far before its formula; a formula has at most 8,192 letters.
_OVERLAP = 65_536


def column_index(letters: str) -> int:
    """The index from 0 of a column's letters: A is 0, AA is 26."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


class SheetScan:
    """Fed with the pieces of one worksheet. `formulas` holds (row from 1, column from 0)."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._tail = b""
        self.formulas: set[tuple[int, int]] = set()
        self.has_lost_formulas = False

    def feed(self, piece: bytes) -> None:
        """Look through the next piece. Raises RuleBroken with sheet_dimension for an extent beyond the limits."""
        text = self._tail + piece
        if _FAR.search(text):
            self._refuse_extent()
        if found := _DIMENSION.search(text):
            self._require_extent(found.group(1).decode("ascii", "replace"))
        for formula in _FORMULA.finditer(text, max(0, len(self._tail) - 8)):
            self._locate(text, formula.start())
        self._tail = text[-_OVERLAP:]

    def _locate(self, text: bytes, at: int) -> None:
        opening = max(text.rfind(b"<c ", 0, at), text.rfind(b":c ", 0, at))
        cells = list(_CELL.finditer(text, max(0, opening - 64), at)) if opening >= 0 else []
        if cells and cells[-1].end() > opening:
            self.formulas.add((int(cells[-1].group(2)), column_index(cells[-1].group(1).decode())))
        else:
            self.has_lost_formulas = True

    def _require_extent(self, reference: str) -> None:
        for letters, digits in _RANGE.findall(reference.upper()):
            if column_index(letters) >= self._limits.columns or int(digits) > self._limits.rows:
                self._refuse_extent()

    def _refuse_extent(self) -> None:
        most = f"{self._limits.rows:,} × {self._limits.columns}"
        cure = (
            "请只把名单所在的行列复制到一张新表再导入",
            "Copy only the rows and columns of the roster into a new sheet",
        )
        zh, en = f"表格的范围超过 {most}（行 × 列）", f"The sheet extends beyond {most} (rows by columns)"
        refuse("sheet_dimension", zh, en, cure)
