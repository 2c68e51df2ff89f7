import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Branch, User


@kept(changes=("sealed", "key_id"))
class NumberList(models.Model):
    """A list of membership numbers (KPJ) that a reviewer uploaded: who, when, how many rows.

    What stands in it names people by NIK, so it rests sealed, is read by who uploaded it only, and
    goes after a while (`members/number_lists.py`). What was recorded of it stays with its number.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    branch = models.ForeignKey(
        Branch, models.PROTECT, related_name="number_lists", verbose_name=_("kantor cabang")
    )
    file_name = models.CharField(_("nama berkas"), max_length=120)
    rows = models.PositiveIntegerField(_("baris"))
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("diunggah oleh")
    )
    uploaded_at = models.DateTimeField(_("diunggah"))
    # Empty once it is forgotten.
    sealed = models.BinaryField(null=True, editable=False)
    key_id = models.CharField(max_length=40, editable=False, blank=True)

    class Meta:
        verbose_name = _("daftar nomor peserta")
        verbose_name_plural = _("daftar nomor peserta")
        ordering = ["-uploaded_at", "pk"]
        indexes = [
            models.Index(
                fields=["uploaded_at"],
                condition=models.Q(sealed__isnull=False),
                name="number_lists_by_age",
            )
        ]

    def __str__(self) -> str:
        return f"{self.branch} {self.uploaded_at:%Y-%m-%d %H:%M}"
