import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.models import Market, User
from members.models.enrolment import Enrolment
from members.models.member import Member


class Document(models.Model):
    """A picture about a person: re-encoded, sealed, in private storage under a random name.

    Until the enrolment is sent it belongs to a draft and to who entered it; then to the member.
    What it shows is read only through `members/documents.py`.
    """

    class Kind(models.TextChoices):
        KTP_PHOTO = "ktp_photo", _("Foto KTP")
        SIGNATURE = "signature", _("Tanda tangan")
        SIGNED_SHEET = "signed_sheet", _("Lembar persetujuan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("jenis"), max_length=20, choices=Kind)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh")
    )
    entered_at = models.DateTimeField(_("dicatat"))
    # What is not sent yet: the draft's id, or one made for who mends an enrolment.
    draft = models.UUIDField(null=True, editable=False)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="documents", verbose_name=_("peserta")
    )
    market = models.ForeignKey(
        Market, models.PROTECT, null=True, related_name="+", verbose_name=_("pasar")
    )
    # With which it was sent, where it was sent with one.
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, null=True, related_name="documents", editable=False
    )
    stored_as = models.CharField(max_length=80, unique=True, editable=False)
    key_id = models.CharField(max_length=40, editable=False)
    size = models.PositiveIntegerField(_("ukuran (bita)"))
    width = models.PositiveIntegerField(_("lebar"))
    height = models.PositiveIntegerField(_("tinggi"))

    class Meta:
        verbose_name = _("dokumen")
        verbose_name_plural = _("dokumen")
        ordering = ["-entered_at", "pk"]
        indexes = [
            models.Index(
                fields=["entered_at"],
                condition=Q(member=None),
                name="documents_not_sent_by_age",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="document_is_of_a_draft_or_of_a_member",
                condition=Q(draft__isnull=False, member=None, market=None)
                | Q(draft=None, member__isnull=False, market__isnull=False),
            ),
            models.CheckConstraint(
                name="document_of_an_enrolment_is_of_a_member",
                condition=Q(enrolment=None) | Q(member__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["draft", "kind", "entered_by"],
                condition=Q(draft__isnull=False),
                name="draft_has_one_document_of_each_kind",
            ),
            models.CheckConstraint(
                name="document_shows_something",
                condition=Q(size__gt=0, width__gt=0, height__gt=0),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="stays_what_it_shows",
                fields=["id", "kind", "entered_by", "entered_at", "size", "width", "height"],
            ),
            pgtrigger.Protect(
                name="stays_with_its_member",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__member__isnull=False)
                & (
                    pgtrigger.Q(old__member__df=pgtrigger.F("new__member"))
                    | pgtrigger.Q(old__market__df=pgtrigger.F("new__market"))
                    | pgtrigger.Q(old__enrolment__df=pgtrigger.F("new__enrolment"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.entered_at:%Y-%m-%d %H:%M}"
