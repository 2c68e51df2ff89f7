from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.sponsor import SponsorProgramme
from markets.guards import kept, refused
from markets.models import User
from markets.models.second_person import (
    DECIDED,
    DecidedByAnother,
    by_another,
    names_who_and_when,
    stays_decided,
)

NOT_OF_ITS_MONTHS = """NOT EXISTS (
    SELECT FROM contributions_sponsorprogramme programme
    WHERE programme.id = NEW.programme_id AND programme.status = 'approved'
      AND NEW.from_month BETWEEN programme.first_month AND programme.last_month)"""


@kept(
    changes=DECIDED,
    once=("decided_by", "decided_at"),
    moves=(("asked", "granted"), ("asked", "refused")),
)
class ProgrammeStop(DecidedByAnother):
    """A sponsor stops paying before his programme's last month: asked by one, decided by another.

    The programme itself stays as it was approved. From `from_month` on he pays nothing more, but
    for what is paid already; nobody is admitted any more.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Menunggu keputusan")
        GRANTED = "granted", _("Berhenti lebih awal")
        REFUSED = "refused", _("Ditolak")

    programme = models.ForeignKey(SponsorProgramme, models.PROTECT, related_name="stops")
    from_month = models.DateField(_("bulan pertama yang tidak dibayar"))
    reason = models.CharField(_("alasan"), max_length=500)
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("diajukan oleh")
    )
    asked_at = models.DateTimeField(_("diajukan"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKED)

    class Meta:
        verbose_name = _("program sponsor yang berhenti")
        verbose_name_plural = _("program sponsor yang berhenti")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme"],
                condition=~Q(status="refused"),
                name="sponsor_programme_stops_once",
            ),
            models.CheckConstraint(
                name="stop_of_a_programme_is_a_whole_month", condition=Q(from_month__day=1)
            ),
            models.CheckConstraint(name="stop_of_a_programme_says_why", condition=~Q(reason="")),
            by_another("stop_of_a_programme_is_decided_by_another"),
            names_who_and_when("decided_stop_names_who_and_when"),
        ]
        triggers = [
            refused("stop_lies_within_its_programme", NOT_OF_ITS_MONTHS),
            stays_decided("decided_stops_stay"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.from_month:%Y-%m}"
