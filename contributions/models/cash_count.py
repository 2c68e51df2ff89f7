import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.models.handover import Handover
from markets.guards import kept
from markets.models import User

# Notes and coins in circulation, in rupiah; the note and the coin of Rp1.000 count together. Half
# of 1 % of a base is a multiple of Rp250, so dues do need the small coin of Rp50.
DENOMINATIONS = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50)


def column(denomination_idr: int) -> str:
    """The field with the number of pieces of that denomination."""
    return f"pieces_{denomination_idr}"


SUM_OF_THE_PIECES = sum(
    (F(column(worth)) * worth for worth in DENOMINATIONS[1:]),
    start=F(column(DENOMINATIONS[0])) * DENOMINATIONS[0],
)

# Who brings the cash counts it once, before it is decided; all other counts are of who takes it.
COUNTED_BY_THE_RIGHT_PERSON = """
IF NOT EXISTS (
    SELECT FROM contributions_handover handover
    WHERE handover.id = NEW.handover_id AND handover.status = 'asked'
      AND (NEW.by_id = handover.collector_id) = (NEW.side = 'collector'))
THEN
    RAISE EXCEPTION 'hand-over % is decided, or counted by the wrong person', NEW.handover_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'cash_is_counted_by_who_brings_or_takes_it';
END IF;
RETURN NEW;
"""


@kept()
class CashCount(models.Model):
    """The cash of a hand-over counted by denomination. Each count is kept, also one mended since.

    The collector counts once, when she hands over; a treasurer as often as she needs.
    """

    class Side(models.TextChoices):
        COLLECTOR = "collector", _("Kolektor")
        TREASURER = "treasurer", _("Bendahara")

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="counts")
    side = models.CharField(_("oleh"), max_length=10, choices=Side)
    by = models.ForeignKey(User, models.PROTECT, related_name="cash_counts")
    at = models.DateTimeField(_("waktu"))
    total_idr = models.PositiveBigIntegerField(_("jumlah"))
    pieces_100000 = models.PositiveIntegerField("Rp100.000", default=0)
    pieces_50000 = models.PositiveIntegerField("Rp50.000", default=0)
    pieces_20000 = models.PositiveIntegerField("Rp20.000", default=0)
    pieces_10000 = models.PositiveIntegerField("Rp10.000", default=0)
    pieces_5000 = models.PositiveIntegerField("Rp5.000", default=0)
    pieces_2000 = models.PositiveIntegerField("Rp2.000", default=0)
    pieces_1000 = models.PositiveIntegerField("Rp1.000", default=0)
    pieces_500 = models.PositiveIntegerField("Rp500", default=0)
    pieces_200 = models.PositiveIntegerField("Rp200", default=0)
    pieces_100 = models.PositiveIntegerField("Rp100", default=0)
    pieces_50 = models.PositiveIntegerField("Rp50", default=0)

    class Meta:
        verbose_name = _("hitungan uang")
        verbose_name_plural = _("hitungan uang")
        ordering = ["handover", "pk"]
        constraints = [
            models.CheckConstraint(
                name="count_is_the_sum_of_its_pieces", condition=Q(total_idr=SUM_OF_THE_PIECES)
            ),
            models.UniqueConstraint(
                fields=["handover"],
                condition=Q(side="collector"),
                name="collector_counts_a_handover_once",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="cash_is_counted_by_who_brings_or_takes_it",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=COUNTED_BY_THE_RIGHT_PERSON,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.side} Rp{self.total_idr}"

    @property
    def pieces(self) -> list[tuple[int, int]]:
        """Denomination and number of pieces, the largest first, of what is there."""
        found = ((worth, getattr(self, column(worth))) for worth in DENOMINATIONS)
        return [(worth, number) for worth, number in found if number]
