import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.payment import Payment
from markets.guards import kept
from markets.models import Market, Partner, User


@kept(
    changes=("status", "decided_by", "decided_at", "decision_note"),
    moves=(("asked", "granted"), ("asked", "refused"), ("asked", "withdrawn")),
)
class Void(models.Model):
    """A payment is asked to be undone by one person and decided by another; both stay named.

    Who asked may also withdraw the request, as long as nobody has decided it.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Menunggu keputusan")
        GRANTED = "granted", _("Dibatalkan")
        REFUSED = "refused", _("Ditolak")
        WITHDRAWN = "withdrawn", _("Ditarik kembali")

    # Of these a payment has one at most.
    STANDING = (Status.ASKED, Status.GRANTED)

    class Reason(models.TextChoices):
        WRONG_MEMBER = "wrong_member", _("Salah orang")
        WRONG_MONTHS = "wrong_months", _("Salah jumlah bulan")
        NO_MONEY = "no_money", _("Uang ternyata tidak diterima")
        OTHER = "other", _("Lainnya")

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="voids")
    market = models.ForeignKey(Market, models.PROTECT, related_name="voids")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="voids")
    reason = models.CharField(_("alasan"), max_length=20, choices=Reason)
    # Its cash was with the treasurer: undone, it becomes the member's credit.
    is_correction = models.BooleanField(
        _("sesudah uang diserahkan"), default=False, db_default=False
    )
    explanation = models.CharField(_("keterangan"), max_length=500, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="voids_asked")
    asked_at = models.DateTimeField(_("diminta"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKED)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="voids_decided"
    )
    decided_at = models.DateTimeField(_("diputuskan"), null=True, blank=True)
    decision_note = models.CharField(_("catatan"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("pembatalan")
        verbose_name_plural = _("pembatalan")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(status__in=["asked", "granted"]),
                name="payment_is_voided_once",
            ),
            models.CheckConstraint(
                name="void_is_decided_by_another_person",
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")),
            ),
            models.CheckConstraint(
                name="decided_void_names_who_and_when",
                condition=Q(status="asked", decided_by=None, decided_at=None)
                | Q(status="withdrawn", decided_by=None, decided_at__isnull=False)
                | Q(
                    status__in=["granted", "refused"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="other_reason_is_explained",
                condition=~Q(reason="other") | ~Q(explanation=""),
            ),
            models.CheckConstraint(
                name="money_that_was_counted_was_received",
                condition=~Q(is_correction=True, reason="no_money"),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decided_voids_stay",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__status="asked"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id} {self.status}"
