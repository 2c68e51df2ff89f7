from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.models import Market, User
from members.models import Member


class BillingRun(models.Model):
    """The billing of one market for one month: what was done, and how far it has come.

    Everybody active is either billed or skipped for one reason; `failed` of the skipped are
    doubtful and parked.
    A worker claims it with a lease; where the worker dies, another goes on after the lease.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Menunggu")
        RUNNING = "running", _("Berjalan")
        DONE = "done", _("Selesai")
        FAILED = "failed", _("Gagal")

    market = models.ForeignKey(Market, models.PROTECT, related_name="billing_runs")
    month = models.DateField(_("bulan iuran"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    last_member = models.PositiveBigIntegerField(default=0)
    active = models.PositiveIntegerField(_("peserta aktif"), default=0)
    billed = models.PositiveIntegerField(_("ditagih"), default=0)
    skipped = models.JSONField(_("dilewati"), default=dict, blank=True)
    failed = models.PositiveIntegerField(_("diragukan"), default=0)
    error = models.TextField(_("kesalahan"), blank=True)
    created_at = models.DateTimeField(_("dibuat"))
    finished_at = models.DateTimeField(_("selesai"), null=True, blank=True)

    class Meta:
        verbose_name = _("penagihan")
        verbose_name_plural = _("penagihan")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["market", "month"],
                condition=Q(status__in=["waiting", "running"]),
                name="one_unfinished_billing_run_per_market_and_month",
            ),
            models.CheckConstraint(
                name="billing_run_is_for_a_whole_month", condition=Q(month__day=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.market_id} {self.month:%Y-%m} {self.status}"


class BillingDoubt(models.Model):
    """A member who could not be billed for a month, parked with an owner; others go on."""

    class Reason(models.TextChoices):
        NO_TERM = "no_term", _("Aktif, tetapi tanpa masa kepesertaan untuk bulan ini")
        NO_TARIFF = "no_tariff", _("Tidak ada tarif untuk data ini")

    member = models.ForeignKey(Member, models.PROTECT, related_name="billing_doubts")
    market = models.ForeignKey(Market, models.PROTECT, related_name="billing_doubts")
    month = models.DateField(_("bulan iuran"))
    reason = models.CharField(_("alasan"), max_length=10, choices=Reason)
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="billing_doubts"
    )
    opened_at = models.DateTimeField(_("sejak"))
    settled_at = models.DateTimeField(_("selesai"), null=True, blank=True)

    class Meta:
        verbose_name = _("tagihan meragukan")
        verbose_name_plural = _("tagihan meragukan")
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "month"],
                condition=Q(settled_at=None),
                name="one_open_doubt_per_member_and_month",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.month:%Y-%m} {self.reason}"


class FinishedJob(models.Model):
    """When each recurring job last finished: a canary that falls silent when jobs stop."""

    name = models.CharField(_("pekerjaan"), max_length=60, primary_key=True)
    finished_at = models.DateTimeField(_("terakhir selesai"))
    outcome = models.JSONField(_("hasil"), default=dict, blank=True)

    class Meta:
        verbose_name = _("pekerjaan berkala")
        verbose_name_plural = _("pekerjaan berkala")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
