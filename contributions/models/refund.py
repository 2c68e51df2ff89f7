from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.models.contribution import Contribution
from contributions.models.credit import Credit
from contributions.models.payment import PaymentLine
from markets.guards import kept
from markets.models import Market, Partner, User
from members.models import Death, Member


@kept(
    changes=("status", "cancelled_by", "cancelled_at"),
    once=("cancelled_by", "cancelled_at"),
    moves=(("owed", "cancelled"), ("owed", "released")),
)
class Refund(models.Model):
    """Money a partner must give back to the family of one who died: months paid beyond her death.

    `credit_idr` of the amount is what she had paid too much besides. Money that came back only
    after her death was confirmed is owed by a row of its own, which names the `credit`. Released,
    all of it lies in her credit, from which it is given back (`repayments.py`).
    """

    class Status(models.TextChoices):
        OWED = "owed", _("Harus dikembalikan kepada keluarga")
        CANCELLED = "cancelled", _("Tidak jadi: laporan kematian keliru")
        RELEASED = "released", _("Uangnya disisihkan untuk dikembalikan")

    death = models.ForeignKey(Death, models.PROTECT, related_name="refunds")
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="refunds", verbose_name=_("peserta")
    )
    market = models.ForeignKey(
        Market, models.PROTECT, related_name="refunds", verbose_name=_("pasar")
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="refunds", verbose_name=_("mitra")
    )
    months = models.PositiveSmallIntegerField(_("jumlah bulan"))
    credit_idr = models.PositiveIntegerField(_("kelebihan bayar"), default=0)
    credit = models.ForeignKey(
        Credit, models.PROTECT, null=True, blank=True, related_name="refunds"
    )
    amount_idr = models.PositiveIntegerField(_("jumlah"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OWED)
    owed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh")
    )
    owed_at = models.DateTimeField(_("sejak"))
    cancelled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("pengembalian")
        verbose_name_plural = _("pengembalian")
        ordering = ["owed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["death", "partner"],
                condition=Q(credit=None),
                name="one_refund_per_death_and_partner",
            ),
            models.UniqueConstraint(
                fields=["death", "credit"],
                condition=Q(credit__isnull=False),
                name="credit_is_owed_once_per_death",
            ),
            models.CheckConstraint(
                name="refund_of_a_credit_has_no_months", condition=Q(credit=None) | Q(months=0)
            ),
            models.CheckConstraint(name="refund_is_positive", condition=Q(amount_idr__gt=0)),
            models.CheckConstraint(
                name="refund_without_months_is_all_credit",
                condition=Q(months__gt=0) | Q(amount_idr=F("credit_idr")),
            ),
            models.CheckConstraint(
                name="cancelled_refund_names_who_and_when",
                condition=Q(status__in=["owed", "released"], cancelled_by=None, cancelled_at=None)
                | Q(
                    status="cancelled",
                    cancelled_by__isnull=False,
                    cancelled_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} Rp{self.amount_idr}"


@kept(changes=("live",))
class RefundLine(models.Model):
    """One paid month that goes back: it is neither remitted nor voided any more."""

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="lines")
    payment_line = models.ForeignKey(PaymentLine, models.PROTECT, related_name="refund_lines")
    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="refund_lines")
    contribution_month = models.DateField(_("bulan iuran"))
    amount_idr = models.PositiveIntegerField(_("jumlah"))
    # False once its refund is cancelled.
    live = models.BooleanField(_("berlaku"), default=True)

    class Meta:
        verbose_name = _("baris pengembalian")
        verbose_name_plural = _("baris pengembalian")
        ordering = ["refund", "contribution_month"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment_line"],
                condition=Q(live=True),
                name="month_is_refunded_once",
            ),
            models.CheckConstraint(name="refund_line_is_positive", condition=Q(amount_idr__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_month:%Y-%m} Rp{self.amount_idr}"
