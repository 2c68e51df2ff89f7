from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Market, User


@kept(changes=("revoked_at", "revoked_by"), once=("revoked_at", "revoked_by"))
class Poster(models.Model):
    """A market's poster: who scans its code may begin her own enrolment there, until revoked."""

    market = models.ForeignKey(
        Market, models.PROTECT, related_name="posters", verbose_name=_("pasar")
    )
    # 128 random bits: who has not seen the poster does not find the page.
    token = models.CharField(max_length=40, unique=True, editable=False)
    made_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("dibuat oleh")
    )
    made_at = models.DateTimeField(_("dibuat"))
    revoked_at = models.DateTimeField(_("dicabut"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dicabut oleh"),
    )

    class Meta:
        verbose_name = _("poster")
        verbose_name_plural = _("poster")
        ordering = ["-made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["market"],
                condition=Q(revoked_at=None),
                name="market_has_one_live_poster",
            ),
            models.CheckConstraint(
                name="poster_is_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.market} {self.made_at:%Y-%m-%d}"


class PosterUse(models.Model):
    """How often enrolments were begun in an hour: from one network address, or at one market.

    The address itself is not kept, only a keyed hash of it, and that for a day.
    """

    key = models.BinaryField(max_length=32, editable=False)
    hour = models.DateTimeField(_("jam"))
    times = models.PositiveIntegerField(_("kali"))

    class Meta:
        verbose_name = _("pemakaian poster")
        verbose_name_plural = _("pemakaian poster")
        ordering = ["-hour", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["hour", "key"], name="poster_use_is_counted_once")
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H:%M} {self.times}"
