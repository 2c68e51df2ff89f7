import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.models import User
from members.models.poster import Poster


class EnrolmentDraft(models.Model):
    """An enrolment that was begun and not sent: what was typed, sealed, for who typed it.

    The person has not agreed yet, so it is nobody else's, and goes when it is sent, thrown away or
    forgotten (`members/drafts.py`). What somebody began herself from a poster waits for the first
    collector of that market who takes it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entered_by = models.ForeignKey(
        User,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="drafts",
        verbose_name=_("dicatat oleh"),
    )
    poster = models.ForeignKey(
        Poster,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="drafts",
        verbose_name=_("poster"),
    )
    sealed = models.BinaryField(editable=False)
    key_id = models.CharField(max_length=40, editable=False)
    started_at = models.DateTimeField(_("dimulai"))
    changed_at = models.DateTimeField(_("diubah"))

    class Meta:
        verbose_name = _("pendaftaran belum dikirim")
        verbose_name_plural = _("pendaftaran belum dikirim")
        ordering = ["-changed_at", "pk"]
        indexes = [
            models.Index(fields=["changed_at"], name="drafts_by_age"),
            models.Index(
                fields=["poster"], condition=Q(entered_by=None), name="drafts_waiting_by_poster"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="draft_is_somebodys_or_from_a_poster",
                condition=Q(entered_by__isnull=False) | Q(poster__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.entered_by or self.poster} {self.changed_at:%Y-%m-%d %H:%M}"
