"""The runbook on the page is the file in docs, piece by piece, in both languages alike."""

from portal.operations.runbook import FILES, FOLDER, parsed, runbook


def test_nothing_of_the_file_is_lost() -> None:
    for lang, name in FILES.items():
        words = "".join(piece.words for block in runbook(lang) for line in block.lines for piece in line)
        shown = "".join(words.split())
        for raw in (FOLDER / name).read_text("utf-8").splitlines():
            text = raw.lstrip("#- ").replace("`", "")
            if text[:1].isdigit():
                text = text.partition(" ")[2]
            assert "".join(text.split()) in shown, raw


def test_both_languages_have_the_same_pieces() -> None:
    shapes = [[(block.kind, len(block.lines)) for block in runbook(lang)] for lang in FILES]
    assert shapes[0] == shapes[1]
    codes = [[p.words for b in runbook(lang) for line in b.lines for p in line if p.code] for lang in FILES]
    assert len(codes[0]) == len(codes[1])


def test_what_it_reads() -> None:
    blocks = parsed("# A\n\nOne\ntwo `x y`.\n\n1. first\n   goes on\n2. second\n\n- a\n- b")
    assert [block.kind for block in blocks] == ["h1", "p", "ol", "ul"]
    assert [piece.words for piece in blocks[1].lines[0]] == ["One two ", "x y", "."]
    assert blocks[2].lines[0][0].words == "first goes on"
