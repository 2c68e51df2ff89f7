import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from markets.models import User


class EnrolmentDraft(models.Model):
    """An enrolment that was begun and not sent: what was typed, sealed, for who typed it.

    The person has not agreed yet, so it is nobody else's, and goes when it is sent, thrown away or
    forgotten (`members/drafts.py`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entered_by = models.ForeignKey(
        User, models.CASCADE, related_name="drafts", verbose_name=_("dicatat oleh")
    )
    sealed = models.BinaryField(editable=False)
    key_id = models.CharField(max_length=40, editable=False)
    started_at = models.DateTimeField(_("dimulai"))
    changed_at = models.DateTimeField(_("diubah"))

    class Meta:
        verbose_name = _("pendaftaran belum dikirim")
        verbose_name_plural = _("pendaftaran belum dikirim")
        ordering = ["-changed_at", "pk"]
        indexes = [models.Index(fields=["changed_at"], name="drafts_by_age")]

    def __str__(self) -> str:
        return f"{self.entered_by} {self.changed_at:%Y-%m-%d %H:%M}"
