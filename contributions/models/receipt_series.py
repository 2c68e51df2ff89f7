import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import User

# At the end of the transaction each number that was counted is on a receipt. A phone was given its
# numbers beforehand: which of them it used, it says later.
EVERY_NUMBER_IS_A_RECEIPT = """
IF NOT NEW.is_of_phone AND NEW.last_number > 0 AND NOT EXISTS (
    SELECT FROM contributions_payment payment
    WHERE payment.series_id = NEW.id AND payment.number = NEW.last_number)
THEN
    RAISE EXCEPTION 'no receipt has number % of series %', NEW.last_number, NEW.code
        USING ERRCODE = 'check_violation', CONSTRAINT = 'every_number_is_a_receipt';
END IF;
RETURN NULL;
"""


@kept(changes=("last_number",))
class ReceiptSeries(models.Model):
    """The receipt numbers of one person, without gaps: the row is locked while one is taken.

    Besides, each phone of hers has a series; there `last_number` is the last one it may give.
    """

    code = models.CharField(_("kode"), max_length=16, unique=True)
    holder = models.ForeignKey(
        User, models.PROTECT, related_name="receipt_series", verbose_name=_("pemegang")
    )
    is_of_phone = models.BooleanField(_("seri ponsel"), default=False, db_default=False)
    last_number = models.PositiveIntegerField(_("nomor terakhir"), default=0)

    class Meta:
        verbose_name = _("seri kuitansi")
        verbose_name_plural = _("seri kuitansi")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["holder"],
                condition=Q(is_of_phone=False),
                name="person_has_one_series_besides_her_phones",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="numbers_go_up_by_one",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__is_of_phone=False)
                & ~pgtrigger.Q(new__last_number=pgtrigger.F("old__last_number") + 1),
            ),
            pgtrigger.Protect(
                name="given_numbers_are_not_taken_back",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__is_of_phone=True)
                & pgtrigger.Q(new__last_number__lt=pgtrigger.F("old__last_number")),
            ),
            pgtrigger.Trigger(
                name="every_number_is_a_receipt",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=EVERY_NUMBER_IS_A_RECEIPT,
            ),
        ]

    def __str__(self) -> str:
        return self.code
