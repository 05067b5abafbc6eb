"""Which encoding a file is in; two in one file are refused."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.core.errors import RuleBroken
from registry.rosters.encodings import encoding_of

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=20)
LINE_UTF8 = "云州市东塘邻里到家生活家政服务有限责任公司,张淑芬\n".encode()
LINE_GB = "云州市东塘邻里到家生活家政服务有限责任公司,张淑芬\n".encode("gb18030")


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def code_of(path: Path) -> str:
    with pytest.raises(RuleBroken) as refused:
        encoding_of(path)
    return refused.value.findings[0].code


@settings(deadline=None)
@given(st.lists(CHINESE, min_size=1, max_size=8))
def test_each_encoding_is_told_by_its_content(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    folder = tmp_path_factory.mktemp("text")
    text = "\n".join(words)
    assert encoding_of(written(folder / "a", text.encode())).codec == "utf-8"
    assert encoding_of(written(folder / "b", b"\xef\xbb\xbf" + text.encode())).codec == "utf-8-sig"
    gb = encoding_of(written(folder / "c", (text + "，欧阳䶮\n").encode("gb18030")))
    assert (gb.codec, gb.guessed) == ("gb18030", True)


def test_only_a_mark_is_no_guess(tmp_path: Path) -> None:
    assert encoding_of(written(tmp_path / "a", b"\xef\xbb\xbf" + LINE_UTF8)).guessed is False
    assert encoding_of(written(tmp_path / "b", LINE_UTF8)).guessed is True


@pytest.mark.parametrize(
    "content",
    [
        LINE_UTF8 * 3 + LINE_GB,
        LINE_GB * 3 + LINE_UTF8,
        b"\xef\xbb\xbf" + LINE_GB,
        b"\xef\xbb\xbf" + LINE_UTF8 + LINE_GB,
        b"id,name\n" + LINE_GB + b"1,2\n" + LINE_UTF8,
        LINE_UTF8.strip() + b"," + LINE_GB,
    ],
)
def test_two_encodings_in_one_file_are_refused(tmp_path: Path, content: bytes) -> None:
    assert code_of(written(tmp_path / "a.csv", content)) == "text_two_encodings"


def test_the_lines_are_named(tmp_path: Path) -> None:
    with pytest.raises(RuleBroken) as refused:
        encoding_of(written(tmp_path / "a.csv", LINE_GB * 2 + b"1,2\n" + LINE_UTF8))
    assert "第 4 行是 UTF-8，第 1 行是 GB18030" in refused.value.message.zh


def test_bytes_of_no_encoding_and_binary_are_refused(tmp_path: Path) -> None:
    assert code_of(written(tmp_path / "a", LINE_GB + b"\xff\xff\xff\n")) == "text_encoding"
    assert code_of(written(tmp_path / "b", b"name,id\na\0b,1\n")) == "text_binary"


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    assert code_of(written(tmp_path / "a", b"name,id\n" + b"x" * 3_000_000)) == "text_line"


def test_the_words_that_look_like_utf8_by_chance_are_still_gb18030(tmp_path: Path) -> None:
    """联通 in GB18030 is valid UTF-8; one such line must not make two encodings of the file."""
    content = "名称,说明\n".encode("gb18030") + "联通\n".encode("gb18030") + LINE_GB
    assert encoding_of(written(tmp_path / "a", content)).codec == "gb18030"
