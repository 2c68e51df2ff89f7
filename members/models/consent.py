from django.db import models
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Market, User
from members.models.member import Member


@kept()
class ConsentText(models.Model):
    """One version of the text a member agrees to (UU 27/2022): purpose, data, retention, rights."""

    version = models.CharField(_("versi"), max_length=20, unique=True)
    body = models.TextField(_("isi"))
    in_force_from = models.DateField(_("berlaku sejak"))

    class Meta:
        verbose_name = _("naskah persetujuan")
        verbose_name_plural = _("naskah persetujuan")
        ordering = ["-in_force_from", "-pk"]

    def __str__(self) -> str:
        return self.version


@kept()
class Consent(models.Model):
    """A member agreed to a text: which version, when, who took it, and how."""

    class How(models.TextChoices):
        SIGNED_SHEET = "signed_sheet", _("Lembar ditandatangani")
        THUMBPRINT = "thumbprint", _("Cap jempol pada lembar")

    member = models.ForeignKey(Member, models.PROTECT, related_name="consents")
    market = models.ForeignKey(Market, models.PROTECT, related_name="+")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents")
    how = models.CharField(_("cara"), max_length=20, choices=How)
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("diberikan"))

    class Meta:
        verbose_name = _("persetujuan")
        verbose_name_plural = _("persetujuan")
        ordering = ["-given_at"]

    def __str__(self) -> str:
        return f"{self.text} {self.given_at:%Y-%m-%d}"
