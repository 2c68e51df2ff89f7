import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.models.sponsor import SponsorProgramme
from markets.guards import kept, refused
from markets.models import Market
from markets.models.assignment import DateRange
from members.models import Member

# How many are sponsored is kept in the programme, so that its cap is a check and two who admit
# at once wait for each other.
COUNT_THE_NEW = """
UPDATE contributions_sponsorprogramme programme SET people = programme.people + added.people
FROM (SELECT programme_id, count(*) AS people FROM new_rows
      WHERE ended_at IS NULL GROUP BY programme_id) AS added
WHERE programme.id = added.programme_id;
RETURN NULL;
"""
COUNT_THE_ENDED = """
UPDATE contributions_sponsorprogramme programme SET people = programme.people - gone.people
FROM (SELECT new_rows.programme_id, count(*) AS people
      FROM new_rows JOIN old_rows ON old_rows.id = new_rows.id
      WHERE old_rows.ended_at IS NULL AND new_rows.ended_at IS NOT NULL
      GROUP BY new_rows.programme_id) AS gone
WHERE programme.id = gone.programme_id;
RETURN NULL;
"""


STOPPED = """EXISTS (
    SELECT FROM contributions_programmestop stop
    WHERE stop.programme_id = NEW.programme_id AND stop.status = 'granted')"""


@kept(
    changes=("last_month", "end_reason", "ended_at"),
    once=("ended_at",),
)
class Sponsorship(models.Model):
    """The months of one person that a programme pays: so her coverage terms name its payer kind.

    It points at the member and the months, not at a term: terms are split when income or programmes
    change, and the sponsorship goes on. Never two sponsors for one month.
    """

    class EndReason(models.TextChoices):
        FINISHED = "finished", _("Masa program berakhir")
        BUDGET = "budget", _("Anggaran program habis")
        LEFT = "left", _("Tidak lagi peserta mitra ini")
        STOPPED = "stopped", _("Sponsor berhenti lebih awal")
        TERM_CHANGED = "term_changed", _("Kepesertaannya berubah: tidak lagi dibayar utuh")

    programme = models.ForeignKey(SponsorProgramme, models.PROTECT, related_name="sponsorships")
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="sponsorships", verbose_name=_("peserta")
    )
    market = models.ForeignKey(
        Market, models.PROTECT, related_name="sponsorships", verbose_name=_("pasar")
    )
    # Who came first stays longest where the budget does not do for all.
    place = models.PositiveIntegerField(_("urutan"))
    first_month = models.DateField(_("bulan pertama"))
    # Before the first month where it ended before it began.
    last_month = models.DateField(_("bulan terakhir"))
    admitted_at = models.DateTimeField(_("diterima"))
    end_reason = models.CharField(
        _("alasan berakhir"), max_length=15, choices=EndReason, blank=True, default=""
    )
    ended_at = models.DateTimeField(_("berakhir"), null=True, blank=True)

    class Meta:
        verbose_name = _("peserta bersponsor")
        verbose_name_plural = _("peserta bersponsor")
        ordering = ["programme", "place"]
        indexes = [
            models.Index(fields=["market"], condition=Q(ended_at=None), name="sponsored_by_market"),
        ]
        constraints = [
            ExclusionConstraint(
                name="nobody_has_two_sponsors_for_a_month",
                expressions=[
                    ("member", RangeOperators.EQUAL),
                    (
                        DateRange("first_month", "last_month", RangeBoundary(True, True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(last_month__gte=F("first_month")),
            ),
            models.UniqueConstraint(
                fields=["programme", "place"], name="place_in_a_sponsor_programme_is_taken_once"
            ),
            models.CheckConstraint(
                name="sponsorship_is_whole_months",
                condition=Q(first_month__day=1, last_month__day=1),
            ),
            models.CheckConstraint(
                name="sponsorship_without_months_has_ended",
                condition=Q(last_month__gte=F("first_month")) | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ended_sponsorship_says_why",
                condition=Q(ended_at=None, end_reason="")
                | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
            ),
        ]
        triggers = [
            refused("a_stopped_programme_takes_nobody", STOPPED),
            pgtrigger.Protect(
                name="sponsorship_only_gets_shorter",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__last_month__gt=pgtrigger.F("old__last_month")),
            ),
            pgtrigger.Trigger(
                name="sponsored_people_are_counted",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func=COUNT_THE_NEW,
            ),
            pgtrigger.Trigger(
                name="ended_sponsorships_are_counted_off",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(new="new_rows", old="old_rows"),
                func=COUNT_THE_ENDED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.first_month:%Y-%m} {self.last_month:%Y-%m}"
