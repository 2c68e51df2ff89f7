"""The card for a member's book, as a PDF of A6: her name, a QR, a check code, and how to pay."""

from django.utils.translation import gettext as _

from members.models import Card
from members.pdf_page import PdfPage

WIDTH, HEIGHT = 105, 148  # mm
QR_SIDE = 44


def pdf(card: Card, *, address: str) -> bytes:
    """The card, ready to print; `address` is the whole address of its page.

    Load `member` and `market__partner` with it.
    """
    title = _("Kartu buku peserta")
    page = PdfPage(width=WIDTH, height=HEIGHT, title=title, made_at=card.made_at)
    page.head(title, _("Mitra Pasar · iuran BPJS Ketenagakerjaan"))
    _person(page, card)
    _code(page, card, address)
    _how_to_pay(page)
    return page.output()


def _person(page: PdfPage, card: Card) -> None:
    member, market = card.member, card.market
    page.line(member.name, size=14, bold=True)
    page.line(f"{market.name} · {market.partner.name}", size=9)
    if member.membership_number:
        number = _("Nomor peserta (KPJ) %(number)s") % {"number": member.membership_number}
        page.line(number, size=11)


def _code(page: PdfPage, card: Card, address: str) -> None:
    page.space(3)
    page.qr(address, side=QR_SIDE)
    page.space(2)
    code = _("Kode periksa %(code)s") % {"code": card.check_code}
    page.line(code, size=13, bold=True, align="C")
    page.text(
        _("Pindai untuk melihat sampai kapan terlindungi, atau bacakan kodenya kepada petugas."),
        align="C",
    )


def _how_to_pay(page: PdfPage) -> None:
    page.space(2)
    page.line(_("Membayar sendiri"), size=10, bold=True)
    page.text(
        _(
            "Bayar iuran BPU BPJS Ketenagakerjaan dengan NIK Anda sebagai nomor pembayaran. NIK "
            "tidak ditulis di kartu ini: jangan berikan kepada orang yang tidak Anda kenal."
        )
    )
    page.text(_("Hilang? Beri tahu kolektor: kartu ini dicabut dan dicetak yang baru."))
    page.text(_("Bukan kartu peserta dari BPJS Ketenagakerjaan."))
