"""The tariff as rows: which regulation sets which band, rate and relief, from when until when.

Amounts are whole rupiah. A month is the date of its first day; `last_month` is the last month in
force, and empty where the regulation names no end. Rows are written by `tariff_files.load` only.
"""

import datetime as dt

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from markets.models.assignment import DateRange
from members.models.choices import PayerKind, Sector


class Programme(models.TextChoices):
    """A programme of BPJS Ketenagakerjaan that a BPU may join."""

    JKK = "jkk", _("Jaminan Kecelakaan Kerja (JKK)")
    JKM = "jkm", _("Jaminan Kematian (JKM)")
    JHT = "jht", _("Jaminan Hari Tua (JHT)")


class Certainty(models.TextChoices):
    """How the figure was read: what is not verified is to be checked against the regulation."""

    VERIFIED = "verified", _("Dibaca dalam peraturan atau kutipannya")
    TRANSCRIBED = "transcribed", _("Dibaca dalam salinan pihak lain")
    SINGLE_TRANSCRIPTION = (
        "single_transcription",
        _("Hanya dari satu salinan pihak lain"),
    )


MONTHS_IN_FORCE = DateRange("first_month", "last_month", RangeBoundary(True, True))


def months_are_in_order(row: str) -> models.CheckConstraint:
    """Both months are first days of months, and the last is not before the first."""
    return models.CheckConstraint(
        name=f"{row}_months_are_first_days_in_order",
        condition=Q(first_month__day=1)
        & (Q(last_month__isnull=True) | Q(last_month__day=1, last_month__gte=F("first_month"))),
    )


def ended_only_with_a_last_month(row: str) -> models.CheckConstraint:
    """A row that another regulation has ended has a last month."""
    return models.CheckConstraint(
        name=f"{row}_ended_by_a_regulation_has_a_last_month",
        condition=Q(ended_by__isnull=True) | Q(last_month__isnull=False),
    )


def fixed_as_loaded() -> list[pgtrigger.Trigger]:
    """A loaded row stays as it is: a later regulation may only end it."""
    return [
        pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        pgtrigger.ReadOnly(name="fixed_as_loaded", exclude=["last_month", "ended_by", "certainty"]),
    ]


@pghistory.track()
class Regulation(models.Model):
    """A regulation (Peraturan Pemerintah and the like) that sets a part of the tariff."""

    name = models.CharField(_("nama"), max_length=60, unique=True)
    title = models.CharField(_("tentang"), max_length=250)
    source = models.TextField(_("sumber"), help_text=_("Di mana angka-angkanya dibaca."))
    certainty = models.CharField(_("kepastian"), max_length=20, choices=Certainty)

    class Meta:
        verbose_name = _("peraturan")
        verbose_name_plural = _("peraturan")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class InForce(models.Model):
    """What bands, rates and reliefs share: whose they are, and when they hold."""

    regulation = models.ForeignKey(
        Regulation,
        models.PROTECT,
        related_name="%(class)ss",
        verbose_name=_("peraturan"),
    )
    first_month = models.DateField(_("bulan pertama"))
    last_month = models.DateField(_("bulan terakhir"), null=True, blank=True)
    ended_by = models.ForeignKey(
        Regulation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ended_%(class)ss",
        verbose_name=_("diakhiri oleh"),
        help_text=_("Peraturan lain yang menetapkan bulan terakhirnya."),
    )
    certainty = models.CharField(_("kepastian"), max_length=20, choices=Certainty)

    class Meta:
        abstract = True

    def holds_in(self, month: dt.date) -> bool:
        """Whether the row is in force in that month."""
        return self.first_month <= month and (self.last_month is None or month <= self.last_month)

    def overlaps(self, other: "InForce") -> bool:
        """Whether both are in force in some month."""
        return self.holds_in(other.first_month) or other.holds_in(self.first_month)


@pghistory.track()
class IncomeBand(InForce):
    """From this declared monthly income on, until the next band, dues are reckoned on this base."""

    income_from_idr = models.PositiveIntegerField(_("penghasilan mulai"))
    base_idr = models.PositiveIntegerField(_("dasar iuran"))

    class Meta:
        verbose_name = _("rentang penghasilan")
        verbose_name_plural = _("rentang penghasilan")
        ordering = ["first_month", "income_from_idr"]
        triggers = fixed_as_loaded()
        constraints = [
            models.CheckConstraint(
                name="income_band_base_is_positive", condition=Q(base_idr__gt=0)
            ),
            months_are_in_order("income_band"),
            ended_only_with_a_last_month("income_band"),
            ExclusionConstraint(
                name="income_band_is_in_force_once_at_a_time",
                expressions=[
                    ("income_from_idr", RangeOperators.EQUAL),
                    (MONTHS_IN_FORCE, RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="income_bands_of_two_regulations_do_not_mix",
                expressions=[
                    ("regulation", RangeOperators.NOT_EQUAL),
                    (MONTHS_IN_FORCE, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regulation}: {self.income_from_idr} -> {self.base_idr}"


@pghistory.track()
class Rate(InForce):
    """The monthly dues of one programme: so many thousandths of the base, or a flat amount."""

    programme = models.CharField(_("program"), max_length=3, choices=Programme)
    per_mille = models.PositiveSmallIntegerField(_("per seribu dari dasar"), null=True, blank=True)
    flat_idr = models.PositiveIntegerField(_("jumlah tetap"), null=True, blank=True)

    class Meta:
        verbose_name = _("tarif")
        verbose_name_plural = _("tarif")
        ordering = ["programme", "first_month"]
        triggers = fixed_as_loaded()
        constraints = [
            models.CheckConstraint(
                name="rate_programme_is_known",
                condition=Q(programme__in=Programme.values),
            ),
            models.CheckConstraint(
                name="rate_is_either_per_mille_or_flat",
                # Said in full: a comparison with an empty column would count as true.
                condition=Q(
                    per_mille__isnull=False,
                    per_mille__gt=0,
                    per_mille__lte=1000,
                    flat_idr__isnull=True,
                )
                | Q(per_mille__isnull=True, flat_idr__isnull=False, flat_idr__gt=0),
            ),
            months_are_in_order("rate"),
            ended_only_with_a_last_month("rate"),
            ExclusionConstraint(
                name="rate_of_a_programme_is_in_force_once_at_a_time",
                expressions=[
                    ("programme", RangeOperators.EQUAL),
                    (MONTHS_IN_FORCE, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regulation}: {self.programme}"


@pghistory.track()
class Relief(InForce):
    """For some months, one programme of one sector costs only a fraction of its full dues.

    What is owed is the full amount times `multiplier_numerator` / `multiplier_denominator`.
    Members whose dues come from one of `excluded_payers` owe the full amount.
    """

    name = models.CharField(_("nama"), max_length=120)
    programme = models.CharField(_("program"), max_length=3, choices=Programme)
    sector = models.CharField(_("sektor"), max_length=13, choices=Sector)
    multiplier_numerator = models.PositiveIntegerField(_("pembilang"))
    multiplier_denominator = models.PositiveIntegerField(_("penyebut"))
    excluded_payers = ArrayField(
        models.CharField(max_length=13, choices=PayerKind),
        verbose_name=_("pembayar yang dikecualikan"),
        default=list,
        blank=True,
    )

    class Meta:
        verbose_name = _("keringanan")
        verbose_name_plural = _("keringanan")
        ordering = ["first_month", "sector", "programme"]
        triggers = fixed_as_loaded()
        constraints = [
            models.CheckConstraint(
                name="relief_is_for_jkk_or_jkm_only",
                condition=Q(programme__in=[Programme.JKK, Programme.JKM]),
            ),
            models.CheckConstraint(
                name="relief_sector_is_known", condition=Q(sector__in=Sector.values)
            ),
            models.CheckConstraint(
                name="relief_excludes_known_payers",
                condition=Q(excluded_payers__contained_by=PayerKind.values),
            ),
            models.CheckConstraint(
                name="relief_multiplier_is_a_proper_fraction",
                condition=Q(
                    multiplier_numerator__gt=0,
                    multiplier_numerator__lt=F("multiplier_denominator"),
                ),
            ),
            models.CheckConstraint(
                name="relief_has_a_last_month", condition=Q(last_month__isnull=False)
            ),
            months_are_in_order("relief"),
            ended_only_with_a_last_month("relief"),
            ExclusionConstraint(
                name="relief_of_programme_and_sector_holds_once_at_a_time",
                expressions=[
                    ("programme", RangeOperators.EQUAL),
                    ("sector", RangeOperators.EQUAL),
                    (MONTHS_IN_FORCE, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.programme} {self.sector}"
