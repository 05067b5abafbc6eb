"""Files that mean harm, each built from an honest roster by one twist; none is kept in the repository."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from random import Random

from tests.make.rosters import table, worker_cells, write_xlsx

SHEET = "xl/worksheets/sheet1.xml"
MEGABYTE = 1 << 20


def honest(path: Path) -> dict[str, bytes]:
    """The parts of an honest workbook of one sheet."""
    write_xlsx(path, table([worker_cells(number=number) for number in range(1, 4)]))
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(path: Path, parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """An archive of these parts."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _with_part(name: str, content: bytes) -> Callable[[Path], Path]:
    return lambda path: packed(path, honest(path) | {name: content})


def _in_sheet(old: bytes, new: bytes) -> Callable[[Path], Path]:
    def build(path: Path) -> Path:
        parts = honest(path)
        assert old in parts[SHEET]
        return packed(path, parts | {SHEET: parts[SHEET].replace(old, new, 1)})

    return build


def high_ratio(path: Path) -> Path:
    """A sheet whose 60 MB of spaces pack into 60 KB."""
    parts = honest(path)
    return packed(path, parts | {SHEET: parts[SHEET].replace(b"<sheetData>", b"<sheetData>" + b" " * (60 * MEGABYTE))})


def declared_too_large(path: Path) -> Path:
    """Many parts that say they are large, though each alone would pass."""
    parts = honest(path)
    noise = zlib.compress(bytes(range(256)) * 4096)
    return packed(path, parts | {f"xl/media/{number}.bin": noise * 40 for number in range(1)} | _huge())


def _huge() -> dict[str, bytes]:
    return {f"xl/media/huge{number}.bin": b"0123456789abcdef" * (6 * MEGABYTE // 16) for number in range(45)}


def lying_header(path: Path) -> Path:
    """A directory that says 100 bytes where a million come out, with the checksum of those 100."""
    parts = honest(path)
    sheet = parts[SHEET].replace(
        b"<sheetData>", b"<sheetData><!--" + Random(1).randbytes(500_000).hex().encode() + b"-->"
    )
    packed(path, parts | {SHEET: sheet})
    content = path.read_bytes()
    true = struct.pack("<L", len(sheet)), struct.pack("<L", zlib.crc32(sheet))
    said = struct.pack("<L", 100), struct.pack("<L", zlib.crc32(sheet[:100]))
    assert content.count(true[0]) == content.count(true[1]) == 2
    path.write_bytes(content.replace(true[0], said[0]).replace(true[1], said[1]))
    return path


def nested(path: Path) -> Path:
    """A workbook that carries an archive."""
    inner = BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("more.txt", "more")
    return _with_part("xl/embeddings/more.zip", inner.getvalue())(path)


def overlapping(path: Path) -> Path:
    """Two directory entries that share one stretch of bytes, as in the densest bombs."""
    packed(path, honest(path))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
        start = archive.start_dir
    at = start
    for number in range(len(infos)):
        name, extra, comment = struct.unpack_from("<3H", content, at + 28)
        if number == len(infos) - 1:
            struct.pack_into("<L", content, at + 42, infos[0].header_offset)
        at += 46 + name + extra + comment
    path.write_bytes(content)
    return path


def encrypted_entries(path: Path) -> Path:
    """An archive whose entries say that they are encrypted."""
    packed(path, honest(path))
    content = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at != -1:
            content[at + flags] |= 1
            at = content.find(mark, at + 4)
    path.write_bytes(content)
    return path


def encrypted_office(path: Path) -> Path:
    """What Excel writes for a workbook with a password: an OLE file with an EncryptedPackage."""
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + name + bytes(2048))
    return path


def old_excel(path: Path) -> Path:
    """An OLE file without encryption: .xls."""
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))
    return path


def truncated(path: Path) -> Path:
    """The first half of an honest file."""
    packed(path, honest(path))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return path


def polyglot(path: Path) -> Path:
    """A file that is a page first and an archive behind."""
    packed(path, honest(path))
    path.write_bytes(b"PK\x03\x04<html><script>1</script></html>" + path.read_bytes())
    return path


def with_tail(path: Path) -> Path:
    """An archive with a second directory behind the first."""
    packed(path, honest(path))
    path.write_bytes(path.read_bytes() + path.read_bytes())
    return path


def doubled(path: Path) -> Path:
    """Two parts of one name: which is the sheet?"""
    parts = honest(path)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr(
            zipfile.ZipInfo(SHEET.upper().replace("XL/WORKSHEETS/SHEET1.XML", "XL/worksheets/sheet1.xml")), b"x"
        )
    return path


def many_sheets(path: Path) -> Path:
    """10,000 sheets."""
    parts = honest(path)
    return packed(path, parts | {f"xl/worksheets/sheet{number}.xml": b"<worksheet/>" for number in range(2, 10_002)})


def million_columns(path: Path) -> Path:
    """A row that goes on for a million columns, as far as letters reach."""
    cells = b"".join(b'<c r="%s1"><v>1</v></c>' % _letters(place) for place in range(0, 1_000_000, 97))
    return _in_sheet(b"<sheetData>", b'<sheetData><row r="1">' + cells + b"</row>")(path)


def _letters(place: int) -> bytes:
    letters = b""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = bytes([65 + rest]) + letters
    return letters


def billion_laughs(path: Path) -> Path:
    """Entities that double nine times over."""
    entities = b'<!ENTITY a "haha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(9)
    )
    parts = honest(path)
    body = parts[SHEET].split(b"?>", 1)[1]
    return packed(path, parts | {SHEET: b"<?xml version='1.0'?><!DOCTYPE w [" + entities + b"]>" + body})


def wide_xml(path: Path) -> Path:
    """A sheet in UTF-16, in which a scan for bytes would find nothing."""
    parts = honest(path)
    text = parts[SHEET].decode().replace("UTF-8", "UTF-16")
    return packed(path, parts | {SHEET: text.encode("utf-16")})


def macro_type(path: Path) -> Path:
    """The content type of a workbook with macros, without the macros."""
    parts = honest(path)
    types = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    return packed(path, parts | {"[Content_Types].xml": types})


def hidden_target(path: Path) -> Path:
    """A workbook whose sheet lies where no sheet is looked for."""
    parts = honest(path)
    sheet = parts.pop(SHEET)
    relations = parts["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet1.xml", b"../elsewhere.bin")
    return packed(path, parts | {"elsewhere.bin": sheet, "xl/_rels/workbook.xml.rels": relations})


def unlocated_crash(path: Path) -> Path:
    """Well-formed as an archive, nonsense as a workbook: the parser itself must say no, in its own process."""
    return packed(path, honest(path) | {"xl/sharedStrings.xml": b"<sst><si><t>" + b"\xff\xfe" * 100})


LIBRARY: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a bomb by ratio": (high_ratio, "zip_ratio"),
    "too large in all": (declared_too_large, "zip_large"),
    "a header that lies": (lying_header, "zip_lies"),
    "an archive inside": (nested, "zip_nested"),
    "entries that overlap": (overlapping, "zip_odd"),
    "encrypted entries": (encrypted_entries, "file_encrypted"),
    "a password": (encrypted_office, "file_encrypted"),
    "the old Excel": (old_excel, "file_old_excel"),
    "cut in half": (truncated, "zip_damaged"),
    "two files in one": (polyglot, "zip_odd"),
    "a second directory": (with_tail, "zip_odd"),
    "two parts of one name": (doubled, "zip_odd"),
    "10,000 sheets": (many_sheets, "zip_entries"),
    "a million columns": (million_columns, "sheet_dimension"),
    "billion laughs": (billion_laughs, "xml_dtd"),
    "UTF-16 inside": (wide_xml, "xml_encoding"),
    "macros": (_with_part("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0"), "file_macros"),
    "macros by type": (macro_type, "file_macros"),
    "a dimension of 2 GB": (
        _in_sheet(b'<dimension ref="A1:P4"/>', b'<dimension ref="A1:XFD1048576"/>'),
        "sheet_dimension",
    ),
    "a cell at the far corner": (_in_sheet(b'r="P4"', b'r="XFD1048576"'), "sheet_dimension"),
    "a cell in the last row": (_in_sheet(b'r="P4"', b'r="P1048576"'), "sheet_dimension"),
    "a sheet elsewhere": (hidden_target, "zip_odd"),
    "nonsense as strings": (unlocated_crash, "file_unreadable"),
    ".xlsb": (lambda path: packed(path, {"xl/workbook.bin": b"x", "[Content_Types].xml": b"x"}), "file_type"),
    ".ods": (lambda path: packed(path, {"mimetype": b"x", "content.xml": b"<x/>"}), "file_type"),
    ".docx": (lambda path: packed(path, {"word/document.xml": b"<x/>"}), "file_type"),
    "some archive": (lambda path: packed(path, {"readme.txt": b"x"}), "file_type"),
}
