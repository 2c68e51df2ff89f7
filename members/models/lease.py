from django.db import models
from django.utils.translation import gettext_lazy as _

from markets.models import User
from members.models.enrolment import Enrolment


class ReviewLease(models.Model):
    """A reviewer has an enrolment before her eyes, until a moment: others leave it alone till then.

    What is over is as good as none (`members/leases.py`), so nothing has to sweep these rows.
    """

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="lease")
    by = models.ForeignKey(
        User, models.CASCADE, related_name="review_leases", verbose_name=_("oleh")
    )
    until = models.DateTimeField(_("sampai"))

    class Meta:
        verbose_name = _("pendaftaran yang sedang diperiksa")
        verbose_name_plural = _("pendaftaran yang sedang diperiksa")
        ordering = ["until", "pk"]

    def __str__(self) -> str:
        return f"{self.by} {self.until:%Y-%m-%d %H:%M}"
