"""The certificate: the same bytes for the same data, names that stay names, and every character drawn or refused."""

import re
from datetime import date

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.permits.glyphs import lacking
from portal.permits.printing import certificate, qr_drawing
from registry.core.errors import RuleBroken
from registry.core.sources import Source
from registry.core.taxonomy import ServiceLine
from registry.permits.queries_desk import Badge, PermitFile, PermitLine
from registry.permits.states import PermitState
from registry.photos.rules import portrait
from tests.make.photos import picture

BADGE = Badge("card", "A" * 22, "4821903755621774", date(2026, 11, 21))


def held(name: str = "张淑芬") -> PermitFile:
    line = PermitLine("p", "w", name, PermitState.ACTIVE, PermitState.ACTIVE, date(2028, 11, 20), False)
    companies = (("c", "云州市安心家政服务有限公司"),)
    return PermitFile(
        line, "ZM482190375562177", date(2026, 11, 21), "云州市家政服务行业协会", Source.ASSOCIATION, (), companies
    )


def made(app: Flask, name: str = "张淑芬", *, photo: bytes | None = None) -> bytes:
    with app.test_request_context("/"):
        return certificate(
            held(name), BADGE, address="https://zhimen.example/d/" + BADGE.token, association="云州市家政服务行业协会",
            phone="010-00001000", services=(ServiceLine.CLEANING.label,), photo=photo,
        )  # fmt: skip


def test_the_same_data_gives_the_same_bytes(app: Flask) -> None:
    image = portrait(picture())
    assert made(app, photo=image) == made(app, photo=image)
    assert made(app) != made(app, "张淑芳")
    assert made(app) != made(app, photo=image)


def test_it_is_tagged_and_its_fonts_are_inside(app: Flask) -> None:
    pdf = made(app)
    assert b"/StructTreeRoot" in pdf or b"/MarkInfo" in pdf
    assert b"pdfuaid" in pdf
    assert b"/FontFile" in pdf or b"ObjStm" in pdf
    assert len(pdf) < 200_000


HOSTILE = ["#emph[x]", "$x$ = *b*", '"); #read("/etc/passwd")', "\\u{41}", "`raw`", "@ref", "<b>", "// 注释", "= 标题"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_cannot_become_markup(app: Flask, name: str) -> None:
    """Markup would fail, or read files; as text it changes the drawn glyphs and nothing else."""
    pages = re.findall(rb"/Count (\d+)", made(app, name))
    assert set(pages) <= {b"1"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=30))
def test_any_name_is_drawn_or_refused(app: Flask, name: str) -> None:
    if lacking(name):
        with pytest.raises(RuleBroken) as problem:
            made(app, name)
        assert [finding.code for finding in problem.value.findings] == ["permit_glyph"]
    else:
        assert made(app, name).startswith(b"%PDF-")


def test_rare_characters_of_names_are_in_the_font() -> None:
    assert lacking("㛃䶮𠅤翟覃赟堃嫑·ZM 0123456789") == ""
    assert lacking("张\U00020001三\U00020001") == "\U00020001"


def test_the_drawing_holds_nothing_but_a_drawing(app: Flask) -> None:
    drawing = qr_drawing("https://zhimen.example/d/" + BADGE.token)
    assert "style=" not in drawing
    assert "<script" not in drawing
    assert BADGE.token not in drawing
