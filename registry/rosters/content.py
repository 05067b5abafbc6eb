"""What a file is, told by its bytes and never by its name."""

from enum import StrEnum
from pathlib import Path

from registry.rosters.faults import refuse
from registry.rosters.limits import Limits

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream of an encrypted workbook, as its name stands in the OLE directory.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SAVE_AS_XLSX = ("请在 Excel 或 WPS 中另存为 .xlsx 后再导入", "Open it in Excel or WPS, save it as .xlsx, import that")
HEAD_BYTES = 4096


class Content(StrEnum):
    """The two kinds of file that are read."""

    XLSX = "xlsx"
    CSV = "csv"


_FOREIGN = (
    (b"%PDF", "PDF", "a PDF"),
    (b"{\\rtf", "RTF 文档", "an RTF document"),
    (b"\x1f\x8b", "gzip 压缩包", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", "a 7z archive"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"GIF8", "图片", "a picture"),
    (b"PAR1", "Parquet 数据", "Parquet data"),
    (b"SQLite format 3", "数据库文件", "a database file"),
    (b"\xff\xfe", "UTF-16 文本（Excel 的“Unicode 文本”）", "UTF-16 text (Excel's “Unicode text”)"),
    (b"\xfe\xff", "UTF-16 文本", "UTF-16 text"),
    (b"PK\x05\x06", "空压缩包", "an empty archive"),
)


def recognise(path: Path, limits: Limits) -> Content:
    """The kind of a file. Raises RuleBroken: file_empty, file_too_large, file_encrypted, file_old_excel, file_type."""
    size = path.stat().st_size
    if size == 0:
        refuse("file_empty", "文件是空的", "The file is empty")
    if size > limits.file_bytes:
        most = limits.file_bytes // 1_000_000
        cure = ("请分成几个文件导入", "Import it in several files")
        refuse("file_too_large", f"文件超过 {most} MB", f"The file is larger than {most} MB", cure)
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if head.startswith(ZIP):
            return Content.XLSX
        if head.startswith(OLE):
            _refuse_ole(head + file.read(size))
    for mark, zh, en in _FOREIGN:
        if head.startswith(mark):
            cure = ("只收 .xlsx 和 .csv（UTF-8 或 GB18030）", "Only .xlsx and .csv (UTF-8 or GB18030) are read")
            refuse("file_type", f"这是{zh}，不是名单", f"This is {en}, not a roster", cure)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] == b"<":
        zh, en = "这是网页或 XML 文件，只是改了后缀名", "This is a web page or XML under another name"
        refuse("file_type", zh, en, SAVE_AS_XLSX)
    if b"\0" in head:
        refuse("file_type", "这不是表格文件", "This is not a spreadsheet", SAVE_AS_XLSX)
    return Content.CSV


def _refuse_ole(content: bytes) -> None:
    if ENCRYPTED in content:
        cure = ("请去掉打开密码，另存后再导入", "Remove the password, save and import again")
        refuse("file_encrypted", "文件有打开密码，无法读取", "The file is protected by a password", cure)
    refuse("file_old_excel", "这是旧版 Excel（.xls）文件", "This is a file of the old Excel (.xls)", SAVE_AS_XLSX)
