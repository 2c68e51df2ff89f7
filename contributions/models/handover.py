import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.models.payment import Payment
from markets.guards import kept
from markets.models import Partner, User


@kept(
    changes=(
        "status",
        "counted_idr",
        "difference_reason",
        "decided_by",
        "decided_at",
    ),
    moves=(("asked", "accepted"), ("asked", "refused")),
)
class Handover(models.Model):
    """A collector's cash, with exactly its receipts, taken over by a treasurer who counted it."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Menunggu bendahara")
        ACCEPTED = "accepted", _("Diterima")
        REFUSED = "refused", _("Ditolak")

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="handovers")
    collector = models.ForeignKey(User, models.PROTECT, related_name="handovers")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKED)
    # Receipts listed, plus what was short in earlier hand-overs: what the collector should hold.
    receipts_idr = models.PositiveBigIntegerField(_("jumlah kuitansi"))
    expected_idr = models.PositiveBigIntegerField(_("seharusnya"))
    counted_idr = models.PositiveBigIntegerField(_("dihitung"), null=True, blank=True)
    difference_reason = models.CharField(_("alasan"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("diserahkan"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="handovers_decided"
    )
    decided_at = models.DateTimeField(_("diputuskan"), null=True, blank=True)

    class Meta:
        verbose_name = _("serah terima")
        verbose_name_plural = _("serah terima")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["collector"],
                condition=Q(status="asked"),
                name="collector_has_one_waiting_handover",
            ),
            models.CheckConstraint(
                name="handover_is_accepted_by_another_person",
                condition=Q(decided_by=None) | ~Q(decided_by=F("collector")) | Q(status="refused"),
            ),
            models.CheckConstraint(
                name="decided_handover_names_who_and_when",
                condition=Q(status="asked", decided_by=None, decided_at=None, counted_idr=None)
                | Q(status="refused", decided_by__isnull=False, decided_at__isnull=False)
                | Q(
                    status="accepted",
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    counted_idr__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="difference_has_a_reason",
                condition=~Q(status="accepted")
                | Q(counted_idr=F("expected_idr"))
                | ~Q(difference_reason=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decided_handovers_stay",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__status="asked"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.get_status_display()}"

    @property
    def difference_idr(self) -> int:
        """Counted minus expected: below zero where money was missing."""
        return (self.counted_idr or 0) - self.expected_idr

    @property
    def surplus_idr(self) -> int:
        """Cash counted beyond what was expected; it is kept apart until its owner is known."""
        return max(self.difference_idr, 0) if self.counted_idr else 0


@kept(changes=("live",))
class HandoverLine(models.Model):
    """One receipt of a hand-over; in at most one live hand-over."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="lines")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="handover_lines")
    amount_idr = models.PositiveIntegerField(_("jumlah"))
    live = models.BooleanField(_("berlaku"), default=True)

    class Meta:
        verbose_name = _("kuitansi serah terima")
        verbose_name_plural = _("kuitansi serah terima")
        constraints = [
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(live=True),
                name="payment_is_handed_over_once",
            ),
            models.CheckConstraint(name="handover_line_is_positive", condition=Q(amount_idr__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.payment_id}"
