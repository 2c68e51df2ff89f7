"""Where auditors find their pages: everything about money, and who changed what, to be read."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# Label, name of the url, what one reads there.
AUDITOR_PAGES: list[tuple[Any, str, Any]] = [
    (_("Kas mitra"), "treasury", _("Di mana uangnya sekarang, dan apa yang menunggu bendahara.")),
    (
        _("Buku menurut tempat"),
        "place_book",
        _("Saldo awal, setiap perpindahan dengan dokumennya, saldo akhir."),
    ),
    (
        _("Riwayat"),
        "histories",
        _("Siapa mengubah pengguna dan haknya, penugasan, peserta, mitra dan tarif."),
    ),
    (_("Sidik buku"), "digests", _("Satu sidik sehari, untuk dibandingkan dengan yang tercetak.")),
    (_("Serah terima"), "handovers", _("Uang kolektor yang dihitung dan diterima bendahara.")),
    (_("Pembatalan"), "voids", _("Kuitansi yang diminta untuk dibatalkan, dan siapa memutuskan.")),
    (_("Tagihan meragukan"), "billing_doubts", _("Peserta yang belum bisa ditagih, dan mengapa.")),
    (_("Setor tunai ke bank"), "deposits", _("Uang kas yang dibawa bendahara ke bank.")),
    (
        _("Uang pengganti dari mitra"),
        "replenishments",
        _("Biaya yang diambil dari uang peserta, dan uang mitra sendiri yang menggantinya."),
    ),
    (_("Aktivasi"), "drives", _("Pendaftaran di tempat, dengan target dan hasilnya.")),
    (_("Sponsor"), "sponsors", _("Siapa membayar untuk siapa, sampai kapan, dan tagihannya.")),
    (
        _("Transfer tanpa nama sponsor"),
        "sponsor_transfers",
        _("Iuran yang dibayar anggaran, dan transfer yang sudah dicatat."),
    ),
    (
        _("Kelebihan bayar peserta"),
        "credit_holders",
        _("Siapa yang uangnya masih disimpan mitra, dan berapa."),
    ),
]
