import datetime as dt

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from markets.models.assignment import DateRange
from members.models.choices import PayerKind, Sector
from members.models.member import Member


@pghistory.track()
class CoverageTerm(models.Model):
    """What a member is insured for, and who pays, from a month until a month.

    JKK and JKM always; JHT where she wants it. One payer for all programmes of the term. A change
    of income, sector, programmes or payer ends the term and begins another.
    """

    # Looked up by member and month, for which the index below serves.
    member = models.ForeignKey(Member, models.PROTECT, related_name="terms", db_index=False)
    first_month = models.DateField(_("bulan pertama"))
    last_month = models.DateField(_("bulan terakhir"), null=True, blank=True)
    declared_income_idr = models.PositiveIntegerField(_("penghasilan per bulan"))
    jht = models.BooleanField(_("ikut JHT"), default=False)
    sector = models.CharField(_("sektor"), max_length=15, choices=Sector)
    payer_kind = models.CharField(
        _("pembayar"), max_length=15, choices=PayerKind, default=PayerKind.SELF
    )
    # The day from which she may be billed: the first month of one approved late is due later.
    approved_on = models.DateField(_("disetujui"))

    class Meta:
        verbose_name = _("masa kepesertaan")
        verbose_name_plural = _("masa kepesertaan")
        ordering = ["member", "first_month"]
        indexes = [models.Index(fields=["member", "first_month"], name="terms_by_member_and_month")]
        constraints = [
            ExclusionConstraint(
                name="terms_of_a_member_do_not_overlap",
                expressions=[
                    ("member", RangeOperators.EQUAL),
                    (
                        DateRange("first_month", "last_month", RangeBoundary(True, True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="term_is_whole_months",
                condition=Q(first_month__day=1) & (Q(last_month=None) | Q(last_month__day=1)),
            ),
            models.CheckConstraint(
                name="term_ends_after_it_begins",
                condition=Q(last_month=None) | Q(last_month__gte=F("first_month")),
            ),
            models.CheckConstraint(
                name="term_income_is_positive", condition=Q(declared_income_idr__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.first_month:%Y-%m}"

    def covers(self, month: dt.date) -> bool:
        """Whether the month lies in it."""
        return self.first_month <= month and (self.last_month is None or month <= self.last_month)
