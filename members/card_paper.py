"""The card for a member's book, as a PDF of A6: her name, a QR, a check code, and how to pay."""

import unicodedata

import segno
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from members.models import Card

WIDTH, HEIGHT, EDGE = 105, 148, 8  # mm
QR_SIDE = 44
INK, BRAND = (20, 20, 20), (11, 83, 68)


def pdf(card: Card, *, address: str) -> bytes:
    """The card, ready to print; `address` is the whole address of its page.

    Load `member` and `market__partner` with it.
    """
    paper = FPDF(format=(WIDTH, HEIGHT), unit="mm")
    paper.set_creation_date(card.made_at)
    paper.set_title(_plain(_("Kartu buku peserta")))
    paper.set_lang("id")
    paper.set_margins(EDGE, EDGE)
    paper.set_auto_page_break(False)
    paper.add_page()
    _head(paper)
    _person(paper, card)
    _code(paper, card, address)
    _how_to_pay(paper)
    return bytes(paper.output())


def _head(paper: FPDF) -> None:
    paper.set_fill_color(*BRAND)
    paper.rect(0, 0, WIDTH, 19, style="F")
    paper.set_text_color(255, 255, 255)
    paper.set_y(4)
    _line(paper, _("Kartu buku peserta"), size=15, bold=True)
    _line(paper, _("Mitra Pasar · iuran BPJS Ketenagakerjaan"), size=9)
    paper.set_text_color(*INK)
    paper.set_y(23)


def _person(paper: FPDF, card: Card) -> None:
    member, market = card.member, card.market
    _line(paper, member.name, size=14, bold=True)
    _line(paper, f"{market.name} · {market.partner.name}", size=9)
    if member.membership_number:
        number = _("Nomor peserta (KPJ) %(number)s") % {"number": member.membership_number}
        _line(paper, number, size=11)


def _code(paper: FPDF, card: Card, address: str) -> None:
    """The QR drawn square by square: it stays sharp at any size, and needs no picture."""
    top, left = paper.get_y() + 3, (WIDTH - QR_SIDE) / 2
    rows = list(segno.make(address, error="m", micro=False).matrix_iter(border=0))
    side = QR_SIDE / len(rows)
    paper.set_fill_color(0, 0, 0)
    for down, row in enumerate(rows):
        for right, dark in enumerate(row):
            if dark:
                paper.rect(left + right * side, top + down * side, side, side, style="F")
    paper.set_y(top + QR_SIDE + 2)
    _line(
        paper, _("Kode periksa %(code)s") % {"code": card.check_code}, size=13, bold=True, align="C"
    )
    _text(
        paper,
        _("Pindai untuk melihat sampai kapan terlindungi, atau bacakan kodenya kepada petugas."),
        align="C",
    )


def _how_to_pay(paper: FPDF) -> None:
    paper.set_y(paper.get_y() + 2)
    _line(paper, _("Membayar sendiri"), size=10, bold=True)
    _text(
        paper,
        _(
            "Bayar iuran BPU BPJS Ketenagakerjaan dengan NIK Anda sebagai nomor pembayaran. NIK "
            "tidak ditulis di kartu ini: jangan berikan kepada orang yang tidak Anda kenal."
        ),
    )
    _text(paper, _("Hilang? Beri tahu kolektor: kartu ini dicabut dan dicetak yang baru."))
    _text(paper, _("Bukan kartu peserta dari BPJS Ketenagakerjaan."))


def _line(paper: FPDF, text: str, *, size: int, bold: bool = False, align: str = "L") -> None:
    """One line; a text that is too long is set smaller until it fits."""
    text = _plain(text)
    paper.set_font("Helvetica", style="B" if bold else "", size=size)
    while size > 6 and paper.get_string_width(text) > WIDTH - 2 * EDGE:
        size -= 1
        paper.set_font_size(size)
    paper.cell(0, size * 0.45, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _text(paper: FPDF, text: str, *, align: str = "L") -> None:
    paper.set_font("Helvetica", size=8)
    paper.multi_cell(0, 3.6, _plain(text), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _plain(text: str) -> str:
    """The text in the letters of the built-in fonts: accents they lack are left off."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        apart = unicodedata.normalize("NFKD", text)
        text = apart.encode("cp1252", "ignore").decode("cp1252")
    return text
