import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import User


@kept(changes=("sealed", "key_id"))
class TransferProof(models.Model):
    """The bank's or BPJS's paper about a transfer: checked, sealed, read by who may see it."""

    class Media(models.TextChoices):
        JPEG = "image/jpeg", _("Foto")
        PDF = "application/pdf", _("PDF")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    media = models.CharField(_("jenis berkas"), max_length=20, choices=Media)
    size = models.PositiveIntegerField(_("ukuran (bita)"))
    # Empty once it is forgotten (forgotten_proofs.py).
    sealed = models.BinaryField(editable=False)
    key_id = models.CharField(max_length=40, editable=False)

    class Meta:
        verbose_name = _("bukti transfer")
        verbose_name_plural = _("bukti transfer")
        constraints = [
            models.CheckConstraint(
                name="proof_shows_something", condition=Q(size__gt=0) & ~Q(key_id="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_media_display()} {self.pk}"

    @property
    def is_forgotten(self) -> bool:
        """Whether what it showed was erased."""
        return not self.sealed


@kept()
class TransferProofView(models.Model):
    """Somebody looked at a proof: account numbers and names stand on it."""

    proof = models.ForeignKey(TransferProof, models.PROTECT, related_name="views")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("oleh"))
    at = models.DateTimeField(_("dilihat"))

    class Meta:
        verbose_name = _("melihat bukti transfer")
        verbose_name_plural = _("melihat bukti transfer")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.proof_id} {self.by_id} {self.at:%Y-%m-%d %H:%M}"
