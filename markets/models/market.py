import datetime as dt
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from markets.guards import stays_within
from markets.models.partner import Partner


class Market(models.Model):
    """A market, or a community of workers without stalls, in which one partner collects."""

    class Kind(models.TextChoices):
        MARKET = "market", _("Pasar")
        COMMUNITY = "community", _("Komunitas tanpa lapak")

    class Zone(models.TextChoices):
        WIB = "Asia/Jakarta", "WIB"
        WITA = "Asia/Makassar", "WITA"
        WIT = "Asia/Jayapura", "WIT"

    code = models.SlugField(_("kode"), unique=True)
    name = models.CharField(_("nama"), max_length=120)
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="markets", verbose_name=_("mitra")
    )
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind, default=Kind.MARKET)
    zone = models.CharField(_("zona waktu"), max_length=20, choices=Zone, default=Zone.WIB)
    closed_weekdays = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("hari tutup"),
        default=list,
        blank=True,
        help_text=_("1 Senin sampai 7 Minggu, dipisah koma."),
    )

    class Meta:
        verbose_name = _("pasar")
        verbose_name_plural = _("pasar")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="closed_weekdays_are_iso_weekdays",
                condition=models.Q(closed_weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7]),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone in which times are shown to people of this market."""
        return ZoneInfo(self.zone)

    @property
    def has_stalls(self) -> bool:
        return self.kind == self.Kind.MARKET

    def is_closed_on(self, day: dt.date) -> bool:
        """Whether nobody trades that day, so that no round is walked."""
        return day.isoweekday() in self.closed_weekdays or any(
            closing.on == day for closing in self.closing_days.all()
        )


class ClosingDay(models.Model):
    """A single day on which a market stays closed. It moves the round, never a due date."""

    market = models.ForeignKey(Market, models.CASCADE, related_name="closing_days")
    on = models.DateField(_("tanggal"))
    reason = models.CharField(_("alasan"), max_length=120)

    class Meta:
        verbose_name = _("hari libur pasar")
        verbose_name_plural = _("hari libur pasar")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["market", "on"], name="market_closes_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.market} {self.on}"


class Block(models.Model):
    """A part of a market, walked in one go."""

    market = models.ForeignKey(
        Market, models.PROTECT, related_name="blocks", verbose_name=_("pasar")
    )
    name = models.CharField(_("nama"), max_length=60)
    walking_order = models.PositiveIntegerField(_("urutan jalan"), default=0)

    class Meta:
        verbose_name = _("blok")
        verbose_name_plural = _("blok")
        ordering = ["market", "walking_order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["market", "name"], name="block_name_is_unique_in_market"
            )
        ]
        triggers = [stays_within("market")]

    def __str__(self) -> str:
        return f"{self.market} · {self.name}"


class Stall(models.Model):
    """A place of trade in a block."""

    class Kind(models.TextChoices):
        KIOSK = "kios", _("Kios")
        BOOTH = "los", _("Los")
        FORECOURT = "pelataran", _("Pelataran")
        PITCH = "lapak", _("Lapak")

    block = models.ForeignKey(Block, models.PROTECT, related_name="stalls", verbose_name=_("blok"))
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind)
    number = models.CharField(_("nomor"), max_length=20)
    walking_order = models.PositiveIntegerField(_("urutan jalan"), default=0)

    class Meta:
        verbose_name = _("tempat usaha")
        verbose_name_plural = _("tempat usaha")
        ordering = ["block", "walking_order", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["block", "kind", "number"],
                name="stall_number_is_unique_in_block",
            )
        ]
        triggers = [stays_within("block")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
