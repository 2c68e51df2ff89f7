from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.contribution import Contribution
from contributions.models.ledger import Place
from contributions.models.payment import PaymentLine
from contributions.models.remittance import RemittanceLine
from markets.guards import kept
from markets.models import Market, Partner, User
from members.models import Member


@kept(changes=("booked_at",), once=("booked_at",))
class Credit(models.Model):
    """Money the partner keeps for a member: paid by her, and not needed where it was paid for.

    It comes from a place (`source_place`, `source_id`) into hers and pays her next months. What a
    new tariff made too dear lies with BPJS: it is booked, and can be used, once BPJS has the dear
    month, which it credits to a later one (PP 50/2025).
    """

    class Reason(models.TextChoices):
        TARIFF_LOWERED = "tariff_lowered", _("Iuran bulan yang sudah dibayar diturunkan")
        REJECTED_BY_BPJS = "rejected_by_bpjs", _("Bulan ditolak BPJS")
        CORRECTED = "corrected", _("Kuitansi dibetulkan sesudah uangnya diserahkan")
        CANCELLED_MONTH = "cancelled_month", _("Bulan yang sudah dibayar dibatalkan")
        PAID_TWICE = "paid_twice", _("Bulan dibayar dua kali")
        FIRST_DUES = "first_dues", _("Iuran pertama tidak jadi dipakai")
        OFFLINE = "offline", _("Uang tunai tanpa sinyal tidak cocok dengan bulannya")
        OTHER_AMOUNT = "other_amount", _("QRIS dibayar dengan jumlah lain")

    member = models.ForeignKey(Member, models.PROTECT, related_name="credits")
    market = models.ForeignKey(Market, models.PROTECT, related_name="credits")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="credits")
    contribution = models.ForeignKey(
        Contribution, models.PROTECT, null=True, blank=True, related_name="credits"
    )
    payment_line = models.ForeignKey(
        PaymentLine, models.PROTECT, null=True, blank=True, related_name="credits"
    )
    remittance_line = models.ForeignKey(
        RemittanceLine, models.PROTECT, null=True, blank=True, related_name="credits"
    )
    amount_idr = models.PositiveIntegerField(_("jumlah"))
    reason = models.CharField(_("alasan"), max_length=20, choices=Reason)
    explanation = models.CharField(_("keterangan"), max_length=200, blank=True)
    source_place = models.CharField(_("dari"), max_length=20, choices=Place)
    source_id = models.PositiveBigIntegerField()
    # Nobody where the tariff gave it.
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("oleh")
    )
    at = models.DateTimeField(_("waktu"))
    booked_at = models.DateTimeField(_("dapat dipakai sejak"), null=True, blank=True)

    class Meta:
        verbose_name = _("kelebihan bayar")
        verbose_name_plural = _("kelebihan bayar")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(
                fields=["contribution"],
                condition=Q(booked_at=None),
                name="credit_waits_for_its_month",
            ),
        ]
        constraints = [
            models.CheckConstraint(name="credit_is_positive", condition=Q(amount_idr__gt=0)),
            models.CheckConstraint(
                name="only_credit_of_a_tariff_waits",
                condition=Q(booked_at__isnull=False, by__isnull=False)
                | Q(reason="tariff_lowered", contribution__isnull=False, source_place="bpjs"),
            ),
            models.CheckConstraint(
                name="rejected_credit_names_its_remitted_line",
                condition=~Q(reason="rejected_by_bpjs")
                | Q(remittance_line__isnull=False, source_place__in=["bpjs", "on_its_way"]),
            ),
            models.CheckConstraint(
                name="corrected_credit_names_its_payment_line",
                condition=~Q(reason__in=["corrected", "first_dues", "offline"])
                | Q(payment_line__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["remittance_line"],
                condition=Q(reason="rejected_by_bpjs"),
                name="rejected_line_gives_one_credit",
            ),
            models.UniqueConstraint(
                fields=["payment_line"],
                condition=Q(
                    reason__in=[
                        "corrected",
                        "cancelled_month",
                        "first_dues",
                        "offline",
                        "paid_twice",
                    ]
                ),
                name="payment_line_gives_one_credit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} Rp{self.amount_idr}"
