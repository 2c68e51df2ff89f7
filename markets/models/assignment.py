import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from markets.guards import lies_within
from markets.models.market import Block, Market
from markets.models.user import User


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


@pghistory.track()
class Assignment(models.Model):
    """A collector covers a market, or one block of it, from a day until a day.

    Where several cover the same stall, one for the block goes before one for the whole market,
    then the one that began later: so a substitute is simply assigned on top, and the former
    collector is back when the substitution ends. Promises stay with the member and so reach the
    substitute; cash stays with the one who took it.
    """

    collector = models.ForeignKey(
        User, models.PROTECT, related_name="assignments", verbose_name=_("kolektor")
    )
    market = models.ForeignKey(
        Market, models.PROTECT, related_name="assignments", verbose_name=_("pasar")
    )
    block = models.ForeignKey(
        Block,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("blok"),
        help_text=_("Kosong berarti seluruh pasar."),
    )
    first_day = models.DateField(_("sejak"))
    last_day = models.DateField(_("sampai"), null=True, blank=True)

    class Meta:
        verbose_name = _("penugasan")
        verbose_name_plural = _("penugasan")
        ordering = ["market", "block", "-first_day"]
        constraints = [
            models.CheckConstraint(
                name="assignment_ends_after_it_begins",
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
            ),
            ExclusionConstraint(
                name="collector_is_assigned_to_a_place_once_at_a_time",
                expressions=[
                    ("collector", RangeOperators.EQUAL),
                    ("market", RangeOperators.EQUAL),
                    (Coalesce("block", Value(0)), RangeOperators.EQUAL),
                    (
                        DateRange("first_day", "last_day", RangeBoundary(True, True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        triggers = [
            lies_within(
                name="assignment_block_lies_in_its_market",
                part="block",
                place="market",
                model="markets.Block",
            )
        ]

    def __str__(self) -> str:
        return f"{self.collector} · {self.block or self.market}"
