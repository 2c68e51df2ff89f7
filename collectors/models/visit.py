from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Market, User
from members.models import Member


@kept()
class Visit(models.Model):
    """What came of a visit, and on which day, if ever, the person is to be visited again.

    It stays with the member, so whoever covers her next inherits the promise.
    """

    class Outcome(models.TextChoices):
        NOT_THERE = "not_there", _("Tidak ada di tempat")
        PROMISED = "promised", _("Berjanji membayar")
        CLOSED = "closed", _("Lapak tutup")
        MOVED = "moved", _("Pindah")
        REFUSED = "refused", _("Menolak membayar")
        NOT_BEFORE = "not_before", _("Jangan ditagih sampai tanggal")

    id = models.UUIDField(primary_key=True)
    member = models.ForeignKey(Member, models.PROTECT, related_name="visits")
    market = models.ForeignKey(Market, models.PROTECT, related_name="visits")
    by = models.ForeignKey(User, models.PROTECT, related_name="visits")
    outcome = models.CharField(_("hasil"), max_length=12, choices=Outcome)
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    at = models.DateTimeField(_("waktu"))
    # Of a visit that a phone kept without a signal: what its clock said, and when it came to us.
    told_at = models.DateTimeField(_("menurut jam ponsel"), null=True, blank=True)
    received_at = models.DateTimeField(_("tersimpan"), null=True, blank=True)
    # The day that was promised or asked for; the round may come later, on the next market day.
    named_day = models.DateField(_("hari yang disebut"), null=True, blank=True)
    # The next day on which she is on the list again; empty: not until somebody settles it.
    next_on = models.DateField(_("kunjungan berikut"), null=True, blank=True)

    class Meta:
        verbose_name = _("kunjungan")
        verbose_name_plural = _("kunjungan")
        ordering = ["-at"]
        indexes = [models.Index(fields=["member", "-at"], name="visit_by_member")]
        constraints = [
            models.CheckConstraint(
                name="promise_and_delay_have_a_day",
                condition=~Q(outcome__in=["promised", "not_before"])
                | Q(named_day__isnull=False, next_on__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_told_by_a_phone_came_later",
                condition=Q(told_at=None, received_at=None)
                | Q(told_at__isnull=False, received_at__isnull=False, received_at__gte=F("at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.outcome}"
