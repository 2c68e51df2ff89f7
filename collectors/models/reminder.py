from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.models import Market, User
from members.models import Member


class Reminder(models.Model):
    """One open item per member who owes: how urgent it is, and for which collector.

    A page never trusts it to be fresh: what is owed is read from the contributions.
    """

    class Stage(models.TextChoices):
        BEFORE_DUE = "before_due", _("Belum jatuh tempo")
        OVERDUE = "overdue", _("Lewat jatuh tempo")
        SECOND_MONTH = "second_month", _("Bulan kedua")
        LAST_MONTH = "last_month", _("Bulan terakhir sebelum nonaktif")

    class CloseReason(models.TextChoices):
        PAID = "paid", _("Lunas")
        NOT_OWED = "not_owed", _("Tidak ditagih lagi")
        DECEASED = "deceased", _("Meninggal dunia")

    member = models.ForeignKey(Member, models.PROTECT, related_name="reminders")
    market = models.ForeignKey(Market, models.PROTECT, related_name="reminders")
    # Empty where nobody covers her place: the treasurer's list shows it.
    collector = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    stage = models.CharField(_("tahap"), max_length=12, choices=Stage)
    months = models.PositiveSmallIntegerField(_("jumlah bulan"))
    amount_idr = models.PositiveIntegerField(_("jumlah"))
    # The last day before she lapses; empty for who has never paid.
    lapses_after = models.DateField(_("tenggang s.d."), null=True, blank=True)
    opened_at = models.DateTimeField(_("dibuka"))
    changed_at = models.DateTimeField(_("diubah"))
    closed_at = models.DateTimeField(_("ditutup"), null=True, blank=True)
    close_reason = models.CharField(
        _("alasan"), max_length=10, choices=CloseReason, blank=True, default=""
    )

    class Meta:
        verbose_name = _("pengingat")
        verbose_name_plural = _("pengingat")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(closed_at=None),
                name="one_open_reminder_per_member",
            )
        ]
        indexes = [
            models.Index(
                fields=["collector", "stage"],
                condition=Q(closed_at=None),
                name="reminder_open_by_collector",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.stage}"
