"""A receipt on paper: one page of PDF, and the slip of a 58 mm printer (ESC/POS)."""

import base64
import textwrap
from itertools import chain
from math import ceil

from django.utils.translation import gettext as _

from contributions import wording
from contributions.receipt_proof import Proof
from markets import indonesian
from members.pdf_page import EDGE, PdfPage, plain

WIDTH, LEAST_HEIGHT, ROOM = 105, 148, 900  # mm; A6, longer where there are many months
QR_SIDE = 34
COLUMNS = 32  # letters of a 58 mm printer

# What an ESC/POS printer is told.
RESET, CENTRE, LEFT = b"\x1b@", b"\x1ba\x01", b"\x1ba\x00"
LARGE, SMALL, FEED = b"\x1d!\x11", b"\x1d!\x00", b"\x1bd\x04"
QR_MODEL, QR_UNIT, QR_WORN = (
    b"\x1d(k\x04\x001A2\x00",
    b"\x1d(k\x03\x001C\x05",
    b"\x1d(k\x03\x001E1",
)
QR_PRINT = b"\x1d(k\x03\x001Q0"


@indonesian.always
def pdf(proof: Proof, *, address: str) -> bytes:
    """The receipt as one page; `address` is the whole address of its page."""
    # Written without its QR first, to see how long it is.
    high = ceil(_drawn(proof, "", ROOM).down) + EDGE
    return _drawn(proof, address, max(LEAST_HEIGHT, high)).output()


def _drawn(proof: Proof, address: str, height: int) -> PdfPage:
    title = _("Bukti penerimaan iuran")
    page = PdfPage(width=WIDTH, height=height, title=title, made_at=proof.received_at)
    page.head(title, _("Mitra Pasar · iuran BPJS Ketenagakerjaan"))
    page.line(proof.receipt, size=16, bold=True)
    page.line(proof.word.upper(), size=13, bold=True)
    page.space(1)
    for name, value in facts(proof):
        page.pair(name, value)
    page.rule()
    for month in proof.months:
        page.pair(wording.month(month.month), wording.rupiah(month.amount))
        page.text(" · ".join(filter(None, (month.word, month.note))), size=7)
    page.rule()
    for name, value in proof.facts:
        page.pair(name, value)
    page.space(3)
    if address:
        page.qr(address, side=QR_SIDE)
    else:
        page.space(QR_SIDE)
    page.space(2)
    page.line(_code(proof), size=12, bold=True, align="C")
    page.text(_ask(), align="C")
    page.text(_protection(), align="C", size=7)
    return page


@indonesian.always
def slip(proof: Proof, *, address: str) -> bytes:
    """The receipt as a 58 mm printer takes it, with its QR."""
    data = address.encode("ascii")
    stored = (len(data) + 3).to_bytes(2, "little") + b"1P0" + data
    return b"".join(
        [
            RESET,
            CENTRE,
            _said(_("Bukti penerimaan iuran")),
            _said(proof.receipt),
            LARGE,
            _said(proof.word.upper()),
            SMALL,
            LEFT,
            *map(_said, rows(proof)),
            CENTRE,
            QR_MODEL + QR_UNIT + QR_WORN + b"\x1d(k" + stored + QR_PRINT,
            _said(_code(proof)),
            *map(_said, textwrap.wrap(_protection(), COLUMNS)),
            FEED,
        ]
    )


def rows(proof: Proof) -> list[str]:
    """The facts and months as the rows of a slip, none wider than the roll."""
    across = "-" * COLUMNS
    paid = [(wording.month(month.month), wording.rupiah(month.amount)) for month in proof.months]
    total = (_("Jumlah"), wording.rupiah(proof.total_idr))
    told = chain.from_iterable(_pair(*fact) for fact in facts(proof))
    summed = chain.from_iterable(_pair(*row) for row in [*paid, total])
    return [across, *told, across, *summed]


@indonesian.always
def printer_link(proof: Proof, *, address: str) -> str:
    """A link by which an Android phone hands the slip to its printer app (RawBT)."""
    data = base64.b64encode(slip(proof, address=address)).decode()
    return f"intent:base64,{data}#Intent;scheme=rawbt;package=ru.a402d.rawbtprinter;end;"


def facts(proof: Proof) -> list[tuple[str, str]]:
    """Who paid, where, to whom, how and when; the three times in the market's zone."""
    return [
        (_("Peserta"), proof.name),
        (_("Pasar"), proof.market.name),
        (_("Oleh"), f"{proof.taken_by}, {proof.partner}"),
        (_("Cara bayar"), str(proof.method)),
        (_("Diterima"), wording.moment(proof.collected_at, proof.market)),
        (_("Masuk server"), wording.moment(proof.received_at, proof.market)),
        (_("Hari buku"), f"{wording.day(proof.business_day)} (WIB)"),
    ]


def _code(proof: Proof) -> str:
    return _("Kode periksa %(code)s") % {"code": proof.check_code}


def _ask() -> str:
    return _("Pindai untuk memeriksa, atau bacakan nomor dan kodenya kepada petugas.")


def _protection() -> str:
    return _("Uang ini melindungi setelah disetor ke BPJS Ketenagakerjaan.")


def _pair(name: str, value: str) -> list[str]:
    """Both in one row of the roll; what does not fit goes on below, to the right."""
    if len(name) + len(value) < COLUMNS:
        return [name + value.rjust(COLUMNS - len(name))]
    return [name, *(row.rjust(COLUMNS) for row in textwrap.wrap(value, COLUMNS - 2))]


def _said(text: str) -> bytes:
    return plain(text).replace("·", "-").encode("ascii", "replace") + b"\n"
