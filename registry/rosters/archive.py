"""The guard before the spreadsheet reader: what an XLSX archive may hold, and where its formulas are.

Every byte is inflated and counted in small pieces before any parser sees one, so that a header that lies about sizes
changes nothing (safety T14). Two readings of one archive are prevented by refusing whatever two readers could read
differently: bytes before or after, overlapping entries, doubled names, headers that disagree.
"""

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from registry.rosters.content import SAVE_AS_XLSX, ZIP
from registry.rosters.faults import refuse
from registry.rosters.limits import Limits
from registry.rosters.sheetscan import SheetScan

_PIECE = 1 << 18
_SMALL_PART = 4_000_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCAL = struct.Struct("<4s5H3L2H")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One worksheet: its name, whether it is hidden, and its formulas as {(row from 1, column from 0)}.

    `has_lost_formulas`: there are more, in cells that do not say where they stand.
    """

    name: str
    hidden: bool
    formulas: frozenset[tuple[int, int]]
    has_lost_formulas: bool = False


def inspect(path: Path, limits: Limits) -> list[SheetPart]:
    """The sheets of an XLSX file that is safe to parse, in the workbook's order.

    Raises RuleBroken: zip_damaged, zip_entries, zip_large, zip_ratio, zip_lies, zip_nested, zip_odd, file_encrypted,
    file_macros, file_type, xml_dtd, xml_encoding, sheet_dimension.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            _require_modest(infos, path, limits)
            _require_one_reading(archive, infos, path)
            _require_workbook({info.filename for info in infos})
            with path.open("rb") as file:
                return _scan(file, infos, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, ParseError, UnicodeDecodeError, KeyError):
        cure = ("请重新打开原文件，另存为 .xlsx", "Open the original again and save it as .xlsx")
        refuse("zip_damaged", "文件不完整或已损坏", "The file is incomplete or damaged", cure)
    except DefusedXmlException:
        _refuse_doctype()
    except (NotImplementedError, RuntimeError):
        refuse("zip_odd", "压缩方式不是表格文件使用的", "It is packed in a way no spreadsheet uses", SAVE_AS_XLSX)


def _require_modest(infos: list[zipfile.ZipInfo], path: Path, limits: Limits) -> None:
    if len(infos) > limits.entries:
        zh, en = f"文件内部有超过 {limits.entries} 个部分", f"The file has more than {limits.entries} parts inside"
        cure = ("一个工作簿只放一张名单", "Put one roster in one workbook")
        refuse("zip_entries", zh, en, cure)
    if any(info.flag_bits & 0x1 for info in infos):
        cure = ("请去掉密码后再导入", "Remove the password first")
        refuse("file_encrypted", "文件已加密，无法读取", "The file is encrypted", cure)
    declared = sum(info.file_size for info in infos)
    _require_size(declared, path.stat().st_size, limits)


def _require_size(inflated: int, packed: int, limits: Limits) -> None:
    if inflated > limits.inflated_bytes:
        most = limits.inflated_bytes // 1_000_000
        refuse("zip_large", f"展开后超过 {most} MB", f"It unpacks to more than {most} MB", _SPLIT)
    if inflated > limits.ratio_from_bytes and inflated > packed * limits.ratio:
        zh, en = "压缩比异常，疑似压缩炸弹", "It is packed beyond all measure, like a bomb"
        refuse("zip_ratio", zh, en, SAVE_AS_XLSX)


_SPLIT = ("请删去多余的行列，或分成几个文件", "Delete what is not needed, or split it into several files")


def _require_one_reading(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], path: Path) -> None:
    """Entries start at the first byte, do not overlap, agree with the directory, and nothing follows it."""
    names = [info.filename.lower() for info in infos]
    odd = len(set(names)) != len(names) or bool(archive.comment)
    with path.open("rb") as file:
        end = 0
        for info in sorted(infos, key=lambda each: each.header_offset):
            file.seek(info.header_offset)
            local = _LOCAL.unpack(file.read(_LOCAL.size))
            odd = odd or info.header_offset < end or info.compress_type not in _METHODS or local[0] != ZIP
            odd = odd or local[3] != info.compress_type or file.read(local[9]) != _raw_name(info)
            end = info.header_offset + _LOCAL.size + local[9] + local[10] + info.compress_size
        odd = odd or end > archive.start_dir or (bool(infos) and min(info.header_offset for info in infos) != 0)
        file.seek(max(0, path.stat().st_size - 22))
        odd = odd or file.read(4) != b"PK\x05\x06"
    if odd:
        zh, en = "文件内部结构异常，不同软件会读出不同内容", "Two programs would read different things in it"
        refuse("zip_odd", zh, en, SAVE_AS_XLSX)


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")


def _require_workbook(names: set[str]) -> None:
    if "xl/vbaProject.bin" in names or any(name.startswith("xl/macrosheets/") for name in names):
        cure = ("请另存为不带宏的 .xlsx", "Save it as .xlsx without macros")
        refuse("file_macros", "文件带有宏（.xlsm）", "The file carries macros (.xlsm)", cure)
    if "xl/workbook.xml" in names and "[Content_Types].xml" in names:
        return
    if "xl/workbook.bin" in names:
        refuse("file_type", "这是 .xlsb 文件", "This is an .xlsb file", SAVE_AS_XLSX)
    if "mimetype" in names and "content.xml" in names:
        refuse("file_type", "这是 .ods 文件", "This is an .ods file", SAVE_AS_XLSX)
    if any(name.startswith(("word/", "ppt/")) for name in names):
        refuse("file_type", "这是 Word 或 PowerPoint 文件", "This is a Word or PowerPoint file", SAVE_AS_XLSX)
    refuse("file_type", "这是压缩包，不是表格", "This is an archive, not a spreadsheet", SAVE_AS_XLSX)


def _scan(file: BinaryIO, infos: list[zipfile.ZipInfo], limits: Limits) -> list[SheetPart]:
    packed = sum(info.compress_size for info in infos)
    total = 0
    scans: dict[str, SheetScan] = {}
    small: dict[str, bytes] = {}
    for info in infos:
        scan = SheetScan(limits) if _may_be_a_sheet(info.filename) else None
        kept = []
        read = 0
        for piece in _pieces(file, info):
            read += len(piece)
            _require_size(read, info.compress_size, limits)
            _require_size(total + read, packed, limits)
            if scan is not None:
                scan.feed(piece)
            if info.filename in _WANTED and read <= _SMALL_PART:
                kept.append(piece)
        total += read
        if scan is not None:
            scans[info.filename] = scan
        if kept:
            small[info.filename] = b"".join(kept)
    return _sheets(small, scans)


def _may_be_a_sheet(name: str) -> bool:
    """Any part that the workbook could call a sheet; the shared strings are large and cannot be one."""
    return name.startswith("xl/") and name.endswith(".xml") and name != "xl/sharedStrings.xml"


_WANTED = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml")


def _pieces(file: BinaryIO, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The inflated bytes of one part, refused as soon as they are an archive, wide text, a document type or a lie."""
    xml = info.filename.endswith((".xml", ".rels", ".vml"))
    tail = b""
    for piece in _inflated(file, info):
        if not tail:
            _require_plain(piece, xml)
        if xml and _DOCTYPE.search(tail + piece):
            _refuse_doctype()
        tail = piece[-16:]
        yield piece


def _inflated(file: BinaryIO, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """What really comes out, to the end: zipfile itself would stop at the declared size and see less than others do."""
    file.seek(info.header_offset)
    local = _LOCAL.unpack(file.read(_LOCAL.size))
    file.seek(local[9] + local[10], 1)
    left, total, checksum = info.compress_size, 0, 0
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    while left and not unpack.eof:
        packed = file.read(min(_PIECE, left))
        left -= len(packed)
        if not packed:
            raise EOFError
        while packed and not unpack.eof:
            if info.compress_type == zipfile.ZIP_STORED:
                piece, packed = packed, b""
            else:
                piece = unpack.decompress(packed, _PIECE)
                packed = unpack.unconsumed_tail
            total += len(piece)
            checksum = zlib.crc32(piece, checksum)
            if piece:
                yield piece
    if total > info.file_size:
        refuse("zip_lies", "文件申报的大小与实际不符", "The file lies about its own size", SAVE_AS_XLSX)
    if total != info.file_size or checksum != info.CRC or left:
        raise zipfile.BadZipFile


def _require_plain(piece: bytes, xml: bool) -> None:
    if piece.startswith((ZIP, b"Rar!", b"7z\xbc\xaf")):
        refuse("zip_nested", "文件里套着压缩包", "There is an archive inside the file", SAVE_AS_XLSX)
    if xml and (piece.startswith(_WIDE_TEXT) or b"\0" in piece[:64]):
        refuse("xml_encoding", "文件内部编码不是 UTF-8", "Its inside is not in UTF-8", SAVE_AS_XLSX)


def _refuse_doctype() -> NoReturn:
    zh, en = "文件内部带有 DTD 或实体定义，可能有害", "Its inside defines a DTD or entities, which may do harm"
    refuse("xml_dtd", zh, en, SAVE_AS_XLSX)


def _sheets(small: dict[str, bytes], scans: dict[str, SheetScan]) -> list[SheetPart]:
    if b"macroEnabled" in small["[Content_Types].xml"]:
        cure = ("请另存为不带宏的 .xlsx", "Save it as .xlsx without macros")
        refuse("file_macros", "文件带有宏（.xlsm）", "The file carries macros (.xlsm)", cure)
    targets = {each.get("Id"): each.get("Target", "") for each in fromstring(small["xl/_rels/workbook.xml.rels"])}
    found = []
    for sheet in _elements(fromstring(small["xl/workbook.xml"]), "sheet"):
        target = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION), "")
        scan = scans.get(posixpath.normpath(posixpath.join("/xl", target)).lstrip("/"))
        if scan is None:
            zh, en = "工作簿指向不存在的工作表", "The workbook points at a sheet that is not there"
            refuse("zip_odd", zh, en, SAVE_AS_XLSX)
        hidden = sheet.get("state", "visible") != "visible"
        found.append(SheetPart(sheet.get("name", ""), hidden, frozenset(scan.formulas), scan.has_lost_formulas))
    return found


def _elements(root: Element, local: str) -> Iterator[Element]:
    return (each for each in root.iter() if each.tag.rsplit("}", 1)[-1] == local)
