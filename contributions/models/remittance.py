import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.contribution import Contribution
from contributions.models.ledger import Place
from contributions.models.payment import PaymentLine
from markets.guards import kept
from markets.models import Partner, User


@kept(
    changes=(
        "status",
        "payment_code",
        "posted_by",
        "posted_at",
        "cancelled_by",
        "cancelled_at",
    ),
    moves=(("final", "posted"), ("final", "cancelled")),
)
class Remittance(models.Model):
    """Money of a partner on its way to BPJS: exactly its lines. Posted, it moves cover."""

    class Status(models.TextChoices):
        FINAL = "final", _("Final: menunggu dibayar")
        POSTED = "posted", _("Dibayar ke BPJS")
        CANCELLED = "cancelled", _("Dibatalkan")

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="remittances")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.FINAL)
    months = models.PositiveIntegerField(_("jumlah bulan"))
    amount_idr = models.PositiveBigIntegerField(_("jumlah"))
    payment_code = models.CharField(_("kode bayar"), max_length=40, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="remittances_made")
    made_at = models.DateTimeField(_("disusun"))
    posted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="remittances_posted"
    )
    posted_at = models.DateTimeField(_("dibayar"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="remittances_cancelled",
    )
    cancelled_at = models.DateTimeField(_("dibatalkan"), null=True, blank=True)

    class Meta:
        verbose_name = _("setoran")
        verbose_name_plural = _("setoran")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="remittance_is_positive",
                condition=Q(amount_idr__gt=0, months__gt=0),
            ),
            models.CheckConstraint(
                name="posted_remittance_names_code_who_and_when",
                condition=~Q(status="posted")
                | (~Q(payment_code="") & Q(posted_by__isnull=False) & Q(posted_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["payment_code"],
                condition=~Q(payment_code="") & ~Q(status="cancelled"),
                name="payment_code_is_used_once",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="finished_remittances_stay",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__status="final"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.get_status_display()}"


@kept(changes=("live",))
class RemittanceLine(models.Model):
    """One paid month in a remittance; in at most one live remittance."""

    remittance = models.ForeignKey(Remittance, models.PROTECT, related_name="lines")
    payment_line = models.ForeignKey(PaymentLine, models.PROTECT, related_name="remittance_lines")
    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="remittance_lines")
    contribution_month = models.DateField(_("bulan iuran"))
    amount_idr = models.PositiveIntegerField(_("jumlah"))
    # Whose money it is until posted: a treasurer's cash (user), the partner's bank (partner) or
    # the member's credit (member); all of it but the shares.
    held_place = models.CharField(max_length=20, choices=Place)
    held_id = models.PositiveBigIntegerField()
    live = models.BooleanField(_("berlaku"), default=True)

    class Meta:
        verbose_name = _("baris setoran")
        verbose_name_plural = _("baris setoran")
        constraints = [
            models.UniqueConstraint(
                fields=["payment_line"],
                condition=Q(live=True),
                name="payment_line_is_remitted_once",
            ),
            models.CheckConstraint(
                name="remittance_line_is_positive", condition=Q(amount_idr__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.remittance_id} {self.contribution_id}"


@kept()
class LineShare(models.Model):
    """The part of a remittance line that another place pays than the line names.

    A shortage may be made good to another treasurer, or cash lie in the bank by now: then no single
    one holds the whole month. What the member's credit pays of it is a share too.
    """

    line = models.ForeignKey(RemittanceLine, models.PROTECT, related_name="shares")
    held_place = models.CharField(max_length=20, choices=Place)
    held_id = models.PositiveBigIntegerField()
    amount_idr = models.PositiveIntegerField(_("jumlah"))

    class Meta:
        verbose_name = _("bagian baris setoran")
        verbose_name_plural = _("bagian baris setoran")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "held_place", "held_id"], name="place_shares_in_a_line_once"
            ),
            models.CheckConstraint(name="line_share_is_positive", condition=Q(amount_idr__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} Rp{self.amount_idr}"
