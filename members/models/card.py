from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Market, User
from members.models.member import Member

CHECK_CODE_LENGTH = 6


@kept(
    changes=("revoked_by", "revoked_at", "revoke_reason"),
    once=("revoked_by", "revoked_at"),
)
class Card(models.Model):
    """A paper card for the member's book; its QR opens a page with her standing, masked.

    At most one is valid: who lost hers gets a new one, and the old one says so.
    """

    class Reason(models.TextChoices):
        LOST = "lost", _("Hilang")
        DAMAGED = "damaged", _("Rusak")
        OTHER_HANDS = "other_hands", _("Dipegang orang lain")

    member = models.ForeignKey(Member, models.PROTECT, related_name="cards")
    market = models.ForeignKey(Market, models.PROTECT, related_name="+")
    # Opens the card's page to whoever holds the card: 128 random bits.
    token = models.CharField(max_length=22, unique=True)
    # Printed on the card and shown on its page, to compare the two; read out over the telephone it
    # finds the card. Opens nothing by itself.
    check_code = models.CharField(_("kode periksa"), max_length=CHECK_CODE_LENGTH, unique=True)
    made_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("dibuat oleh")
    )
    made_at = models.DateTimeField(_("dibuat"))
    revoked_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dicabut oleh"),
    )
    revoked_at = models.DateTimeField(_("dicabut"), null=True, blank=True)
    revoke_reason = models.CharField(
        _("alasan"), max_length=12, choices=Reason, blank=True, default=""
    )

    class Meta:
        verbose_name = _("kartu peserta")
        verbose_name_plural = _("kartu peserta")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(revoked_at=None),
                name="member_has_one_valid_card",
            ),
            models.CheckConstraint(
                name="revoked_card_names_who_when_and_why",
                condition=Q(revoked_by=None, revoked_at=None, revoke_reason="")
                | Q(
                    ~Q(revoke_reason=""),
                    revoked_by__isnull=False,
                    revoked_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.check_code
