"""A receipt on paper: a PDF of one page, a page for a roll of 58 mm, and what its printer takes."""

import base64
import gzip
import re
import zlib

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from contributions import receipt_code, receipt_paper, receipt_proof, voids
from members.qr_code import qr_code
from tests.factories import NOON, TODAY
from tests.replaced import make_replaced_link

pytestmark = pytest.mark.django_db

ADDRESS = "http://testserver/kuitansi/{token}/"
BUDGET_BYTES = 20 * 1024


@pytest.fixture(autouse=True)
def at_noon():
    cache.clear()
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def payment(cast):
    return cast.pay(cast.member(name="Siti Aminah"), count=3)


def written_on(pdf):
    """The words of the file's page."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    drawn = b"".join(zlib.decompress(stream) for stream in streams if stream[:1] == b"x")
    said = re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", drawn)
    return b" ".join(said).replace(b"\\(", b"(").replace(b"\\)", b")").decode("cp1252")


def pdf_of(client, payment):
    answer = client.get(reverse("receipt_pdf", args=[payment.token]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    assert f"kuitansi-{payment.receipt}.pdf" in answer["Content-Disposition"]
    return answer.content


def test_the_file_says_what_the_page_says(client, cast, payment):
    said = written_on(pdf_of(client, payment))
    code = receipt_code.written(receipt_code.of(payment))
    for words in (payment.receipt, "SAH", "S*** A***", "Januari 2027", "Rp33.600", code):
        assert words in said
    for words in ("10 November 2026, 12.00 WIB", "10 November 2026 (WIB)", cast.collector.name):
        assert words in said
    assert "Siti" not in said


def test_a_void_receipt_is_printed_as_void(client, cast, payment):
    voids.grant(void=cast.void(payment), by=cast.treasurer, at=NOON)
    assert "DIBATALKAN" in written_on(pdf_of(client, payment))
    page = client.get(reverse("receipt_print", args=[payment.token])).content.decode()
    assert "Dibatalkan" in page and ">Sah<" not in page


@pytest.mark.parametrize("count", [1, 13])
def test_the_file_is_one_small_page_whatever_the_months(client, cast, count):
    pdf = pdf_of(client, cast.pay(cast.member(), count=count))
    assert pdf.startswith(b"%PDF-") and pdf.count(b"/Type /Page\n") == 1
    [box] = set(re.findall(rb"/MediaBox \[([0-9. ]+)\]", pdf))
    width, height = (float(side) * 25.4 / 72 for side in box.split()[2:])
    assert round(width) == 105 and height >= 148
    assert len(pdf) <= 10_000


def test_the_page_for_the_roll_carries_the_qr_of_the_receipt_and_the_code(client, payment):
    answer = client.get(reverse("receipt_print", args=[payment.token]))
    page = answer.content.decode()
    assert qr_code(ADDRESS.format(token=payment.token)).path in page
    assert receipt_code.written(receipt_code.of(payment)) in page
    assert reverse("receipt_pdf", args=[payment.token]) in page
    assert 'class=" paper"' in page
    assert answer["Referrer-Policy"] == "no-referrer"
    assert len(gzip.compress(answer.content)) < BUDGET_BYTES / 2  # the rest is style and script


def test_the_printer_is_handed_the_slip_by_a_link(client, payment):
    page = client.get(reverse("receipt_print", args=[payment.token])).content.decode()
    [data] = re.findall(
        r'href="intent:base64,([^#]+)#Intent;scheme=rawbt;package=ru.a402d.rawbtprinter;end;"', page
    )
    slip = base64.b64decode(data)
    proof = receipt_proof.of_payment(payment=payment, on=TODAY)
    assert slip == receipt_paper.slip(proof, address=ADDRESS.format(token=payment.token))


def test_the_slip_fits_the_roll_and_prints_its_qr(payment):
    proof = receipt_proof.of_payment(payment=payment, on=TODAY)
    address = ADDRESS.format(token=payment.token)
    slip = receipt_paper.slip(proof, address=address)
    assert slip.startswith(b"\x1b@") and slip.endswith(b"\x1bd\x04")
    stored = bytes([len(address) + 3, 0]) + b"1P0" + address.encode()
    assert b"\x1d(k" + stored + b"\x1d(k\x03\x001Q0" in slip
    rows = receipt_paper.rows(proof)
    assert {len(row) for row in rows} <= set(range(receipt_paper.COLUMNS + 1))
    assert "\n".join(rows).encode() in slip
    for said in ("SAH", payment.receipt, "S*** A***", "Rp33.600", "Desember 2026"):
        assert said.encode() in slip


def test_the_papers_of_a_revoked_link_are_gone(client, payment):
    make_replaced_link(payment)
    for name in ("receipt_print", "receipt_pdf"):
        answer = client.get(reverse(name, args=[payment.token]))
        assert answer.status_code == 410
        assert payment.receipt not in answer.content.decode()
    assert client.get(reverse("receipt_pdf", args=["x" * 22])).status_code == 404
