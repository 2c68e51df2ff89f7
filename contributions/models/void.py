from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.payment import Payment
from markets.guards import kept
from markets.models import Market, Partner, User
from markets.models.second_person import (
    DECIDED,
    DecidedByAnother,
    by_another,
    names_who_and_when,
    stays_decided,
)


@kept(
    changes=DECIDED,
    moves=(("asked", "granted"), ("asked", "refused"), ("asked", "withdrawn")),
)
class Void(DecidedByAnother):
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
            by_another("void_is_decided_by_another_person"),
            names_who_and_when(
                "decided_void_names_who_and_when", "granted", "refused", withdrawable=True
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
        triggers = [stays_decided("decided_voids_stay")]

    def __str__(self) -> str:
        return f"{self.payment_id} {self.status}"
