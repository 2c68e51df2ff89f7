from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Market, User
from members.models.document import Document
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
    """A member agreed to a text: which version, when, who took it, how, and what shows it."""

    class How(models.TextChoices):
        # On paper that the partner keeps: from before pictures, and lists that bring their sheets.
        SIGNED_SHEET = "signed_sheet", _("Lembar ditandatangani")
        THUMBPRINT = "thumbprint", _("Cap jempol pada lembar")
        DRAWN_SIGNATURE = "drawn_signature", _("Tanda tangan di layar")
        SHEET_PHOTO = "sheet_photo", _("Foto lembar bertanda tangan atau cap jempol")

    # The kind of picture that shows it.
    SHOWN_BY = {
        How.DRAWN_SIGNATURE: Document.Kind.SIGNATURE,
        How.SHEET_PHOTO: Document.Kind.SIGNED_SHEET,
    }

    member = models.ForeignKey(Member, models.PROTECT, related_name="consents")
    market = models.ForeignKey(Market, models.PROTECT, related_name="+")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents")
    how = models.CharField(_("cara"), max_length=20, choices=How)
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("diberikan"))
    evidence = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", verbose_name=_("bukti")
    )

    class Meta:
        verbose_name = _("persetujuan")
        verbose_name_plural = _("persetujuan")
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(
                name="consent_on_a_picture_has_it",
                condition=Q(how__in=["drawn_signature", "sheet_photo"], evidence__isnull=False)
                | (~Q(how__in=["drawn_signature", "sheet_photo"]) & Q(evidence=None)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.text} {self.given_at:%Y-%m-%d}"
