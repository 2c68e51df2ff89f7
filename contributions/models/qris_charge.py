import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.qris_code import QrisCode
from markets.guards import kept
from markets.models import Market, Partner, User
from members.models import Member


@kept(
    changes=("status", "closed_by", "closed_at", "confirmed_at", "payment", "credit"),
    once=("confirmed_at", "payment", "credit"),
    moves=(
        ("pending", "confirmed"),
        ("pending", "expired"),
        ("pending", "cancelled"),
        # Who pays late pays all the same.
        ("expired", "confirmed"),
        ("cancelled", "confirmed"),
    ),
)
class QrisCharge(models.Model):
    """Months somebody was shown a QRIS code for. It is no money until a statement confirms it.

    Its id was made by the form that asked for it; its amount is that of the months, never typed.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Menunggu konfirmasi")
        CONFIRMED = "confirmed", _("Terkonfirmasi")
        EXPIRED = "expired", _("Kedaluwarsa")
        CANCELLED = "cancelled", _("Dibatalkan")

    id = models.UUIDField(primary_key=True)
    member = models.ForeignKey(Member, models.PROTECT, related_name="qris_charges")
    market = models.ForeignKey(Market, models.PROTECT, related_name="qris_charges")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="qris_charges")
    code = models.ForeignKey(QrisCode, models.PROTECT, related_name="charges")
    contribution_months = ArrayField(models.DateField(), verbose_name=_("bulan iuran"))
    amount_idr = models.PositiveIntegerField(_("jumlah"))
    # How much of the months her credit pays besides, as was shown.
    credit_idr = models.PositiveIntegerField(_("dari kelebihan bayar"), default=0)
    reference = models.CharField(_("referensi"), max_length=25, unique=True)
    payload = models.TextField(_("isi kode"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PENDING)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="qris_charges")
    asked_at = models.DateTimeField(_("dibuat"))
    expires_at = models.DateTimeField(_("berlaku sampai"))
    # Who cancelled it, or nobody where its time was over.
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("ditutup"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("dikonfirmasi"), null=True, blank=True)
    # What its money became: the payment of its months, or credit where they could not be paid.
    payment = models.OneToOneField(
        "contributions.Payment", models.PROTECT, null=True, blank=True, related_name="qris_charge"
    )
    credit = models.OneToOneField(
        "contributions.Credit", models.PROTECT, null=True, blank=True, related_name="qris_charge"
    )

    class Meta:
        verbose_name = _("tagihan QRIS")
        verbose_name_plural = _("tagihan QRIS")
        ordering = ["-asked_at", "pk"]
        indexes = [
            models.Index(fields=["partner", "status", "-asked_at"], name="qris_charge_by_partner"),
            models.Index(fields=["member", "-asked_at"], name="qris_charge_by_member"),
            models.Index(
                fields=["expires_at"],
                condition=Q(status="pending"),
                name="qris_charge_by_expiry",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(status="pending"),
                name="member_has_one_pending_qris_charge",
            ),
            models.CheckConstraint(name="qris_charge_is_positive", condition=Q(amount_idr__gt=0)),
            models.CheckConstraint(
                name="qris_charge_is_for_months", condition=Q(contribution_months__len__gt=0)
            ),
            models.CheckConstraint(
                name="confirmed_qris_charge_became_a_payment_or_credit",
                condition=Q(status="confirmed", confirmed_at__isnull=False)
                & (Q(payment__isnull=False, credit=None) | Q(payment=None, credit__isnull=False))
                | ~Q(status="confirmed") & Q(confirmed_at=None, payment=None, credit=None),
            ),
            models.CheckConstraint(
                name="closed_qris_charge_says_when",
                condition=Q(status="pending", closed_by=None, closed_at=None)
                | Q(status="expired", closed_by=None, closed_at__isnull=False)
                | Q(status="cancelled", closed_by__isnull=False, closed_at__isnull=False)
                | Q(status="confirmed"),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="confirmed_qris_charges_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status="confirmed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} Rp{self.amount_idr}"
