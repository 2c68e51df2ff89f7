from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models.second_person import DECIDED
from members.models.asked import MOVES, Asked, decided_once, decision_stays
from members.models.partner_change import PartnerChange

# Agreed, and neither over nor overtaken by a move to another partner.
TO_COME = Q(status="approved", ended_at=None, overtaken_by=None)


@kept(
    changes=(*DECIDED, "effective_month", "ended_at", "overtaken_by"),
    once=("decided_by", "decided_at", "effective_month", "ended_at", "overtaken_by"),
    moves=MOVES,
)
class Departure(Asked):
    """A member leaves: from a month on she is not billed any more. What she has paid stays paid."""

    class Reason(models.TextChoices):
        STOPPED_WORKING = "stopped_working", _("Tidak bekerja lagi")
        EMPLOYED = "employed", _("Menjadi karyawan yang didaftarkan majikannya")
        MOVED_AWAY = "moved_away", _("Pindah ke daerah lain")
        OWN_WISH = "own_wish", _("Tidak mau ikut lagi")
        OTHER = "other", _("Lainnya")

    # She is nobody's member then. Who leaves for another reason leaves her partner only [policy]:
    # where she goes to another one, who met her and wants her enrolled, she goes on being a member.
    ALTOGETHER = (Reason.EMPLOYED, Reason.OWN_WISH)

    reason = models.CharField(_("alasan"), max_length=20, choices=Reason)
    from_month = models.DateField(_("diminta mulai"))
    # The first month without her: later than asked for where that was paid meanwhile.
    effective_month = models.DateField(_("berhenti mulai"), null=True, blank=True)
    # When that month had come and she was not a member any more.
    ended_at = models.DateTimeField(_("berakhir"), null=True, blank=True)
    # The move to another partner that came first: she did not leave.
    overtaken_by = models.ForeignKey(
        PartnerChange,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("gugur karena pindah"),
    )

    class Meta(Asked.Meta):
        verbose_name = _("berhenti")
        verbose_name_plural = _("berhenti")
        indexes = [
            models.Index(
                fields=["market", "asked_at"],
                condition=Q(status="asked"),
                name="departure_waiting_by_market",
            ),
            models.Index(
                fields=["effective_month"],
                condition=TO_COME,
                name="departure_to_come",
            ),
        ]
        constraints = [
            *decided_once("departure"),
            models.UniqueConstraint(
                fields=["member"],
                condition=TO_COME,
                name="member_leaves_once_at_a_time",
            ),
            models.CheckConstraint(
                name="departure_is_from_whole_months",
                condition=Q(from_month__day=1)
                & (Q(effective_month=None) | Q(effective_month__day=1)),
            ),
            models.CheckConstraint(
                name="approved_departure_has_its_month",
                condition=Q(status="approved", effective_month__isnull=False)
                | (~Q(status="approved") & Q(effective_month=None, ended_at=None)),
            ),
            models.CheckConstraint(
                name="overtaken_departure_ended_nobody",
                condition=Q(overtaken_by=None) | Q(status="approved", ended_at=None),
            ),
            models.CheckConstraint(
                name="departure_holds_no_earlier_than_asked",
                condition=Q(effective_month=None) | Q(effective_month__gte=F("from_month")),
            ),
            models.CheckConstraint(
                name="departure_for_another_reason_is_explained",
                condition=~Q(reason="other") | ~Q(explanation=""),
            ),
        ]
        triggers = [decision_stays("departure")]
