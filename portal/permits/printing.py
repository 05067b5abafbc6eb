"""A permit on paper: the QR code of its card, and the certificate as a PDF.

The certificate is made in memory from data alone, with the whole font beside it and no other: names cannot become
markup, the same data gives the same bytes, and nothing is left on the disk.
"""

import io
import json
from collections.abc import Sequence
from functools import cache

import segno
import typst
from flask_babel import gettext
from markupsafe import Markup

from portal.language import lang, text
from portal.permits.glyphs import FOLDER, lacking
from portal.static_files import TEMPLATES
from registry.core.errors import RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permit_numbers import spaced_card_code, spaced_permit_number
from registry.permits.queries_desk import Badge, PermitFile

SOURCE = TEMPLATES / "permits" / "certificate.typ"
TAGGED = "ua-1"  # PDF/UA: what is seen can be read aloud


def qr_drawing(address: str) -> str:
    """The QR code of an address as SVG text, with a margin and room for a quarter of it to be soiled."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=3, omitsize=True, dark="#16302d", light="#ffffff"
    )
    return out.getvalue().decode()


def qr_markup(address: str) -> Markup:
    """The same for a page; the drawing holds nothing but numbers."""
    return Markup(qr_drawing(address))


def certificate(
    found: PermitFile,
    badge: Badge,
    *,
    address: str,
    association: str,
    phone: str,
    services: Sequence[Label],
    photo: bytes | None,
) -> bytes:
    """The certificate as a PDF in the page's language.

    Raises RuleBroken (permit_glyph) when the font lacks a character of the name, Unavailable without the font.
    """
    rows = [
        (gettext("证件号"), spaced_permit_number(found.number), True),
        (gettext("现属企业"), _listed([name for _, name in found.companies]) or gettext("无"), False),
        (
            gettext("可提供的服务"),
            gettext("、").join(text(one) for one in services) or gettext("以现场查询为准"),
            False,
        ),
        (gettext("有效期"), _term(found), False),
        (gettext("发证单位"), found.issuer or association, False),
    ]
    data = {
        "lang": lang(),
        "title": gettext("居家上门服务证"),
        "association": association,
        "name": found.line.name,
        "rows": rows,
        "photo": list(photo) if photo else None,
        "photo_words": gettext("持证人照片"),
        "qr": qr_drawing(address),
        "qr_words": gettext("二维码，打开 %(address)s", address=address),
        "scan": gettext("扫码或输入查询码，看今天是否有效"),
        "code": spaced_card_code(badge.code),
        "advice": gettext(
            "本证书不单独证明今天有效：暂停、挂失、到期以查询结果为准。查询请扫二维码，或打协会电话 %(phone)s。",
            phone=phone,
        ),
    }
    written = "".join([str(data["name"]), *(cell for row in rows for cell in row[:2]), association, phone])
    if missing := lacking(written):
        raise RuleBroken(
            [
                Finding(
                    "permit_glyph",
                    Label(
                        f"证书字体里没有“{missing}”，不能生成 PDF；请用浏览器打印证卡，并告诉协会",
                        f"The certificate's font lacks “{missing}”, so no PDF can be made; "
                        "print the card from the browser and tell the association",
                    ),
                )
            ]
        )
    made = typst.compile(
        _source(), root=str(SOURCE.parent), font_paths=[str(FOLDER)], ignore_system_fonts=True, format="pdf",
        pdf_standards=[TAGGED], sys_inputs={"data": json.dumps(data)},
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


@cache
def _source() -> bytes:
    return SOURCE.read_bytes()


def _listed(words: Sequence[str]) -> str:
    return gettext("、").join(words)


def _term(found: PermitFile) -> str:
    if found.line.valid_until is None:
        return gettext("未载明")
    if found.valid_from is None:
        return gettext("至 %(day)s", day=found.line.valid_until.isoformat())
    return gettext("%(first)s 至 %(last)s", first=found.valid_from.isoformat(), last=found.line.valid_until.isoformat())
