from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models.second_person import DECIDED, stays_decided
from members.models.asked import MOVES, Asked, decided_once
from members.models.choices import Sector


@kept(changes=(*DECIDED, "effective_month"), once=("effective_month",), moves=MOVES)
class TermChange(Asked):
    """Another declared income, sector or programme, from a month on.

    What held until then stays in its own coverage term, for the months billed with it and for
    claims about them.
    """

    from_month = models.DateField(_("diminta mulai"))
    # The month from which it holds: later than asked for where that was billed meanwhile.
    effective_month = models.DateField(_("berlaku mulai"), null=True, blank=True)
    declared_income_idr = models.PositiveIntegerField(_("penghasilan per bulan"))
    jht = models.BooleanField(_("ikut JHT"))
    sector = models.CharField(_("sektor"), max_length=15, choices=Sector)
    # What held when it was asked for: shown beside it.
    former_income_idr = models.PositiveIntegerField(_("penghasilan sebelumnya"))
    former_jht = models.BooleanField(_("ikut JHT sebelumnya"))
    former_sector = models.CharField(_("sektor sebelumnya"), max_length=15, choices=Sector)

    class Meta(Asked.Meta):
        verbose_name = _("perubahan iuran")
        verbose_name_plural = _("perubahan iuran")
        indexes = [
            models.Index(
                fields=["market", "asked_at"],
                condition=Q(status="asked"),
                name="term_change_waiting_by_market",
            )
        ]
        constraints = [
            *decided_once("term_change"),
            models.CheckConstraint(
                name="term_change_is_from_whole_months",
                condition=Q(from_month__day=1)
                & (Q(effective_month=None) | Q(effective_month__day=1)),
            ),
            models.CheckConstraint(
                name="approved_term_change_has_its_month",
                condition=Q(status="approved", effective_month__isnull=False)
                | (~Q(status="approved") & Q(effective_month=None)),
            ),
            models.CheckConstraint(
                name="term_change_holds_no_earlier_than_asked",
                condition=Q(effective_month=None) | Q(effective_month__gte=models.F("from_month")),
            ),
            models.CheckConstraint(
                name="term_change_income_is_positive", condition=Q(declared_income_idr__gt=0)
            ),
            models.CheckConstraint(
                name="term_change_changes_something",
                condition=~Q(
                    declared_income_idr=models.F("former_income_idr"),
                    jht=models.F("former_jht"),
                    sector=models.F("former_sector"),
                ),
            ),
        ]
        triggers = [stays_decided("decided_term_change_stays")]
