"""A company's permits in the browser: from the application to the card, the loss and the badge."""

import io
import re

import pytest
import segno
import zxingcpp
from flask import Flask
from PIL import Image
from sqlalchemy import select

from portal.database import read_session
from portal.permits.printing import qr_drawing
from registry.core.clock import FixedClock
from registry.permits.models import Permit
from registry.photos.models import Photo
from tests.desk import CSRF, Desk, DeskClient
from tests.make.companies import register_company
from tests.make.desk_permits import Holders
from tests.make.photos import picture
from tests.pages import PageClient


@pytest.fixture
def holders(app: Flask, desk: Desk, clock: FixedClock) -> Holders:
    return Holders(app, desk, clock)


@pytest.fixture
def signer(desk: Desk) -> DeskClient:
    return desk.sign_in("company_signer")


@pytest.fixture
def rival_company(app: Flask, desk: Desk, clock: FixedClock) -> str:
    with app.app_context(), desk.unit() as session:
        return register_company(session, clock, name="云州市别家家政有限公司")


def send_large(client: PageClient, path: str, data: bytes, *, status: int, token: str = "") -> None:
    """POST a file by hand: the test client would put one of this size onto the disk."""
    parts = [f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'.encode()]
    parts.append(b'--x\r\nContent-Disposition: form-data; name="photo"; filename="IMG_0001.JPG"\r\n\r\n' + data)
    body = b"".join([*parts, b"\r\n--x--\r\n"])
    answer = client.plain.post(path, data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == status


def html(client: DeskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def test_an_application_is_made_from_the_list(app: Flask, signer: DeskClient, holders: Holders) -> None:
    person = holders.ready()
    assert f"/company/permits/apply/{person}" in html(signer, "/company/permits")
    assert "可以发证" in html(signer, f"/company/permits/apply/{person}")
    answer = signer.post(f"/company/permits/apply/{person}", {"words": "请审核", "once": "k1"})
    assert "协会正在审核" in html(signer, answer.location)
    assert f"apply/{person}" not in html(signer, "/company/permits")
    again = signer.post(f"/company/permits/apply/{person}", {"words": "请审核", "once": "k1"})
    assert again.location == answer.location
    signer.post(f"/company/permits/apply/{person}", {"words": "", "once": "k2"}, status=409)
    with app.app_context():
        assert len(read_session().scalars(select(Permit.ref)).all()) == 1


def test_an_application_can_be_taken_back(signer: DeskClient, holders: Holders) -> None:
    person = holders.ready()
    where = signer.post(f"/company/permits/apply/{person}", {"words": ""}).location
    signer.post(f"{where}/withdraw", {"why": ""}, status=400)
    signer.post(f"{where}/withdraw", {"why": "填错了人"})
    signer.get(where, status=404)
    assert f"apply/{person}" in html(signer, "/company/permits")


def test_a_lost_card_is_dead_at_the_door_at_once(signer: DeskClient, holders: Holders) -> None:
    _, permit, card = holders.holding()
    assert "已挂失" not in signer.get(f"/d/{card.token}").get_data(as_text=True)
    answer = signer.post(f"/company/permits/{permit}/lost", {"once": "a"})
    assert "已挂失" in signer.get(f"/d/{card.token}").get_data(as_text=True)
    assert signer.post(f"/company/permits/{permit}/lost", {"once": "a"}).location == answer.location
    signer.post(f"/company/permits/{permit}/lost", {"once": "b"}, status=409)
    page = html(signer, f"/company/permits/{permit}")
    assert "待补卡" in page
    assert "11月27日" in page
    assert "等待补卡" in html(signer, "/company/permits")
    assert signer.get(f"/company/permits/{permit}/badge", status=303).location.endswith(permit)


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_badge_leads_to_the_card(signer: DeskClient, holders: Holders, language: str) -> None:
    _, permit, card = holders.holding()
    page = html(signer, f"{language}/company/permits/{permit}/badge")
    assert " ".join(card.code[at : at + 4] for at in range(0, 16, 4)) in page
    assert card.token not in re.sub(r"<svg.*?</svg>", "", page, flags=re.S)


def test_the_qr_code_reads_back_and_no_altered_one_does(app: Flask, signer: DeskClient, holders: Holders) -> None:

    _, permit, card = holders.holding()
    address = f"http://127.0.0.1:8000/d/{card.token}"
    with app.app_context():
        assert qr_drawing(address) in html(signer, f"/company/permits/{permit}/badge")
    png = io.BytesIO()
    segno.make(address, error="q", micro=False).save(png, kind="png", scale=6, border=3)
    (read,) = zxingcpp.read_barcodes(Image.open(png))
    assert read.text == address
    assert "没有查到" not in signer.get(f"/d/{card.token}").get_data(as_text=True)
    for at in range(len(card.token)):
        altered = card.token[:at] + ("A" if card.token[at] != "A" else "B") + card.token[at + 1 :]
        assert "没有查到" in signer.get(f"/d/{altered}").get_data(as_text=True)


def test_a_photo_goes_in_large_and_comes_out_small(app: Flask, signer: DeskClient, holders: Holders) -> None:
    person, permit, _ = holders.holding()
    noisy = io.BytesIO()
    Image.effect_noise((1800, 2400), 90).convert("RGB").save(noisy, "JPEG", quality=88)
    assert 1_000_000 < len(noisy.getvalue()) < 5_000_000
    where = f"/company/permits/{permit}/photo"
    token = CSRF.search(html(signer, f"/company/permits/{permit}"))[1]
    send_large(signer, where, noisy.getvalue(), status=303, token=token)
    answer = signer.get(where)
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"
    with Image.open(io.BytesIO(answer.data)) as kept:
        assert kept.size == (480, 640)
    assert "没有同意公示照片" in html(signer, f"/company/permits/{permit}")
    signer.post(where, {"remove": "1"})
    signer.get(where, status=404)
    with app.app_context():
        assert read_session().get(Photo, person) is None


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "请选择一张照片"), (b"GIF89a", "请换一张 JPEG 或 PNG"), (picture(size=(20, 20)), "照片太小")],
)
def test_what_is_no_photo_is_said_beside_the_field(
    signer: DeskClient, holders: Holders, data: bytes, words: str
) -> None:
    _, permit, _ = holders.holding()
    signer.get(f"/company/permits/{permit}")
    answer = signer.post(
        f"/company/permits/{permit}/photo", {"photo": (io.BytesIO(data), "x.jpg")}, status=400,
        content_type="multipart/form-data",
    )  # fmt: skip
    assert words in answer.get_data(as_text=True)


def test_only_the_photo_takes_a_large_body(pages: PageClient, signer: DeskClient, holders: Holders) -> None:
    _, permit, _ = holders.holding()
    token = CSRF.search(html(signer, f"/company/permits/{permit}"))[1]
    send_large(signer, f"/company/permits/{permit}/withdraw", b"x" * 1_500_000, status=413, token=token)
    send_large(signer, f"/company/permits/{permit}/photo", b"x" * 5_300_000, status=413, token=token)
    send_large(pages, f"/company/permits/{permit}/photo", b"x" * 1_500_000, status=413)


def test_another_company_finds_nothing(signer: DeskClient, holders: Holders, rival_company: str) -> None:
    person, permit, _ = holders.holding(company=rival_company)
    bare = holders.ready(company=rival_company)
    missing = signer.get("/company/permits/nothing", status=404).get_data(as_text=True)
    theirs = signer.get(f"/company/permits/{permit}", status=404).get_data(as_text=True)
    assert theirs.replace(permit, "nothing") == missing
    for path in ("badge", "certificate.pdf", "photo"):
        signer.get(f"/company/permits/{permit}/{path}", status=404)
    for path in ("lost", "withdraw", "again", "photo"):
        signer.post(f"/company/permits/{permit}/{path}", {"why": "x", "words": "x", "remove": "1"}, status=404)
    signer.get(f"/company/permits/apply/{bare}", status=404)
    signer.post(f"/company/permits/apply/{bare}", {"words": ""}, status=404)
    assert person not in html(signer, "/company/permits")


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_in_both_languages(signer: DeskClient, holders: Holders, language: str) -> None:
    person = holders.ready()
    _, permit, _ = holders.holding(name="翟丽")
    for path in ("", f"/apply/{person}", f"/{permit}", f"/{permit}/badge"):
        signer.get(f"{language}/company/permits{path}")
    signer.post(f"{language}/company/permits/{permit}/lost")
    signer.post(f"{language}/company/permits/apply/{person}", {"words": ""})
    for path in ("", f"/{permit}"):
        signer.get(f"{language}/company/permits{path}")
