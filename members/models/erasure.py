from django.db import models
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Market, User
from members.models.member import Member


@kept()
class Erasure(models.Model):
    """Personal data of a member were erased: what kind, why, when. What was erased is not said."""

    class What(models.TextChoices):
        OPTIONAL = "optional", _("Data pilihan: nomor HP, pekerjaan kedua, keluarga")
        CONTACT = "contact", _("Data kontak: alamat, nomor HP, keluarga")
        PICTURES = "pictures", _("Foto KTP")
        IDENTITY = "identity", _("Identitas: NIK, nama, lahir, ibu kandung, tanda tangan")

    class Why(models.TextChoices):
        WITHDRAWN = "withdrawn", _("Persetujuan ditarik")
        RETENTION = "retention", _("Masa simpan selesai")

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="erasures", verbose_name=_("peserta")
    )
    market = models.ForeignKey(Market, models.PROTECT, related_name="+", verbose_name=_("pasar"))
    what = models.CharField(_("apa"), max_length=10, choices=What)
    why = models.CharField(_("mengapa"), max_length=10, choices=Why)
    at = models.DateTimeField(_("waktu"))
    # Empty for the recurring job.
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("oleh")
    )

    class Meta:
        verbose_name = _("penghapusan data")
        verbose_name_plural = _("penghapusan data")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["member", "what"], name="erasures_by_member")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.what} {self.at:%Y-%m-%d}"


class RetentionClock(models.Model):
    """Since when a person is no member any more; gone when she is one again."""

    member = models.OneToOneField(
        Member, models.CASCADE, primary_key=True, related_name="retention_clock"
    )
    began_at = models.DateTimeField(_("sejak"))
    was_insured = models.BooleanField(_("pernah menjadi peserta"))

    class Meta:
        verbose_name = _("masa simpan")
        verbose_name_plural = _("masa simpan")
        ordering = ["began_at"]
        indexes = [models.Index(fields=["began_at"], name="retention_clocks_by_age")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.began_at:%Y-%m-%d}"
