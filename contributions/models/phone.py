from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.payment import Payment
from contributions.models.receipt_series import ReceiptSeries
from markets.guards import kept, refused
from markets.models import Market, Partner, User

# A number of a phone's series was promised by that phone, and by no other.
RECEIPT_IS_OF_ITS_PHONE = """EXISTS (
    SELECT FROM contributions_payment payment
    JOIN contributions_phone phone ON phone.series_id = payment.series_id
    WHERE payment.id = NEW.payment_id AND phone.id IS DISTINCT FROM NEW.phone_id)"""


@kept(
    changes=("session_key", "seen_at", "lost_at", "lost_by", "lost_reason"),
    once=("lost_at", "lost_by", "lost_reason"),
)
class Phone(models.Model):
    """A browser with which one collector takes cash without a signal, under numbers of its own.

    Declared lost it is given no more numbers, and whoever is logged in on it is logged out.
    """

    id = models.UUIDField(primary_key=True)
    series = models.OneToOneField(ReceiptSeries, models.PROTECT, related_name="phone")
    holder = models.ForeignKey(
        User, models.PROTECT, related_name="phones", verbose_name=_("pemegang")
    )
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("mitra"))
    # The token of the browser (markets/views/devices.py), and its login: what ends when it is lost.
    device = models.UUIDField(_("perangkat"), null=True, blank=True)
    session_key = models.CharField(max_length=40, blank=True, default="")
    registered_at = models.DateTimeField(_("didaftarkan"))
    seen_at = models.DateTimeField(_("terakhir tersambung"))
    lost_at = models.DateTimeField(_("dinyatakan hilang"), null=True, blank=True)
    lost_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dinyatakan oleh"),
    )
    lost_reason = models.CharField(_("keterangan"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("ponsel")
        verbose_name_plural = _("ponsel")
        ordering = ["-registered_at"]
        indexes = [models.Index(fields=["partner", "-registered_at"], name="phone_by_partner")]
        constraints = [
            models.CheckConstraint(
                name="lost_phone_says_who_and_why",
                condition=Q(lost_at=None, lost_by=None, lost_reason="")
                | (Q(lost_at__isnull=False, lost_by__isnull=False) & ~Q(lost_reason="")),
            )
        ]

    def __str__(self) -> str:
        return self.series.code


@kept(
    changes=("status", "settled_by", "settled_at", "note"),
    once=("settled_by", "settled_at", "note"),
    moves=(("held", "credited"), ("held", "void")),
)
class OfflinePayment(models.Model):
    """What a phone took before we knew of it: by which clocks, and what did not fit.

    Its months are paid like any (`booked`), or they could not be: then its lines have no
    contribution, and once a treasurer has counted the cash it is the member's credit.
    """

    class Status(models.TextChoices):
        BOOKED = "booked", _("Menjadi iuran")
        HELD = "held", _("Titipan: menunggu dihitung bendahara")
        CREDITED = "credited", _("Menjadi kelebihan bayar")
        VOID = "void", _("Dibatalkan")

    class Flag(models.TextChoices):
        NONE = "", _("Tidak ada")
        NOT_PAYABLE = "not_payable", _("Bulannya tidak dapat dibayar lagi")
        PAID_ALREADY = "already_paid", _("Bulannya sudah dibayar")
        TARIFF_MOVED = "tariff_moved", _("Iurannya berubah")
        OTHER_PARTNER = "wrong_partner", _("Peserta pindah ke mitra lain")
        MOVED = "moved", _("Peserta pindah tempat")
        CASH_LIMIT = "cash_limit", _("Uang di tangan melewati batas")
        CLOCK = "clock", _("Jam ponsel tidak masuk akal")
        CODE = "code", _("Kode slip tidak cocok")
        LOST_PHONE = "lost_phone", _("Dari ponsel yang dinyatakan hilang")

    payment = models.OneToOneField(
        Payment, models.PROTECT, primary_key=True, related_name="offline"
    )
    phone = models.ForeignKey(Phone, models.PROTECT, null=True, blank=True, related_name="payments")
    market = models.ForeignKey(Market, models.PROTECT, related_name="+", verbose_name=_("pasar"))
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("mitra"))
    # What the phone's clock said when the cash was taken, and when it was sent.
    told_at = models.DateTimeField(_("menurut jam ponsel"))
    sent_at = models.DateTimeField(_("dikirim menurut jam ponsel"), null=True, blank=True)
    # The slip's check code, as the phone's key gives it; empty where no slip was given.
    code = models.CharField(max_length=8, blank=True, default="")
    # The treasurer who entered it from the trader's slip, after the phone was lost.
    rebuilt_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dari slip")
    )
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.BOOKED)
    flag = models.CharField(_("tanda"), max_length=13, choices=Flag, blank=True, default=Flag.NONE)
    explanation = models.CharField(_("keterangan"), max_length=500, blank=True, default="")
    settled_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("diselesaikan oleh"),
    )
    settled_at = models.DateTimeField(_("diselesaikan"), null=True, blank=True)
    note = models.CharField(_("penyelesaian"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("uang tunai tanpa sinyal")
        verbose_name_plural = _("uang tunai tanpa sinyal")
        ordering = ["-payment__received_at"]
        indexes = [
            models.Index(
                fields=["partner"],
                condition=Q(settled_at=None) & ~Q(flag=""),
                name="offline_to_settle_by_partner",
            ),
            models.Index(
                fields=["partner"], condition=Q(status="held"), name="offline_held_by_partner"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="held_offline_cash_says_why",
                condition=Q(status="booked") | ~Q(flag="") & ~Q(explanation=""),
            ),
            models.CheckConstraint(
                name="settled_offline_cash_says_who_and_how",
                condition=Q(settled_at=None, settled_by=None, note="")
                | Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(note=""),
            ),
        ]
        triggers = [refused("offline_receipt_is_of_its_phone", RECEIPT_IS_OF_ITS_PHONE)]

    def __str__(self) -> str:
        return f"{self.payment_id} {self.status}"
