from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Market, Partner, User


class Place(models.TextChoices):
    """Where a rupiah can be. Each kind comes with the id of whose place it is."""

    MEMBER = "member", _("Peserta")
    SPONSOR = "sponsor", _("Sponsor")
    COLLECTOR = "collector", _("Kolektor")
    TREASURER = "treasurer", _("Kas bendahara")
    PARTNER_BANK = "partner_bank", _("Rekening mitra")
    # What is on a posted remittance and no transfer has brought to BPJS yet.
    ON_ITS_WAY = "on_its_way", _("Menuju BPJS, belum ditransfer")
    BPJS = "bpjs", _("BPJS")
    # What a sponsor transferred and no month has been paid with yet.
    SPONSOR_CREDIT = "sponsor_credit", _("Uang sponsor di mitra")
    MEMBER_CREDIT = "member_credit", _("Kelebihan bayar peserta")
    PROVIDER_CLEARING = "provider_clearing", _("Penyedia pembayaran")
    FEE = "fee", _("Biaya")
    MISDIRECTED = "misdirected", _("Salah kirim")
    SURPLUS = "surplus", _("Selisih lebih/kurang")
    # Shortages that the partner bears and has not made up for with its own money yet.
    LOSS = "loss", _("Kerugian yang harus diganti mitra")


class Document(models.TextChoices):
    """What every move of money is founded on."""

    PAYMENT = "payment", _("Pembayaran")
    VOID = "void", _("Pembatalan")
    HANDOVER = "handover", _("Serah terima")
    REMITTANCE = "remittance", _("Setoran")
    CREDIT = "credit", _("Kelebihan bayar")
    REFUND = "refund", _("Pengembalian kepada peserta atau keluarga")
    TRANSFER = "transfer", _("Transfer setoran")
    SPONSOR_TRANSFER = "sponsor_transfer", _("Transfer sponsor")
    DEPOSIT = "deposit", _("Setor tunai ke bank")
    SETTLEMENT = "settlement", _("Pencairan penyedia pembayaran")
    CORRECTION = "correction", _("Pembetulan")
    LOSS = "loss", _("Kerugian mitra")
    REPLENISHMENT = "replenishment", _("Uang pengganti dari mitra")
    BANK_COST = "bank_cost", _("Biaya bank")


@kept()
class LedgerEntry(models.Model):
    """One move of money: from a place, to a place, founded on a document.

    What a place holds is what came minus what went, so the books balance by construction and every
    rupiah is in exactly one place.
    """

    from_place = models.CharField(_("dari"), max_length=20, choices=Place)
    from_id = models.PositiveBigIntegerField()
    to_place = models.CharField(_("ke"), max_length=20, choices=Place)
    to_id = models.PositiveBigIntegerField()
    amount_idr = models.PositiveBigIntegerField(_("jumlah"))
    document = models.CharField(_("dokumen"), max_length=20, choices=Document)
    document_id = models.CharField(max_length=36)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="ledger_entries")
    market = models.ForeignKey(
        Market, models.PROTECT, null=True, blank=True, related_name="ledger_entries"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="ledger_entries")
    at = models.DateTimeField(_("waktu"))
    business_day = models.DateField(_("tanggal buku"))

    class Meta:
        verbose_name = _("catatan kas")
        verbose_name_plural = _("buku kas")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["from_place", "from_id"],
                include=["amount_idr"],
                name="ledger_by_from",
            ),
            models.Index(
                fields=["to_place", "to_id"],
                include=["amount_idr"],
                name="ledger_by_to",
            ),
            models.Index(fields=["partner", "business_day"], name="ledger_by_partner_and_day"),
        ]
        constraints = [
            models.CheckConstraint(name="ledger_amount_is_positive", condition=Q(amount_idr__gt=0)),
            models.CheckConstraint(
                name="money_moves_between_two_places",
                condition=~Q(from_place=F("to_place")) | ~Q(from_id=F("to_id")),
            ),
            models.UniqueConstraint(
                fields=[
                    "document",
                    "document_id",
                    "from_place",
                    "from_id",
                    "to_place",
                    "to_id",
                ],
                name="a_document_moves_money_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_place} → {self.to_place} Rp{self.amount_idr}"
