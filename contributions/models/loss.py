import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.handover import Handover
from markets.guards import kept, refused
from markets.models import Partner, User
from markets.models.second_person import (
    DecidedByAnother,
    by_another,
    names_who_and_when,
)

NOT_ITS_SHORTAGE = """NOT EXISTS (
    SELECT FROM contributions_handover handover
    WHERE handover.id = NEW.handover_id AND handover.partner_id = NEW.partner_id
      AND handover.status = 'accepted'
      AND handover.expected_idr - handover.counted_idr = NEW.amount_idr)"""

OWN_SHORTAGE = """EXISTS (
    SELECT FROM contributions_handover handover
    WHERE handover.id = NEW.handover_id
      AND handover.collector_id IN (NEW.asked_by_id, NEW.decided_by_id))"""


@kept(
    changes=(
        "status",
        "decided_by",
        "decided_at",
        "decision_note",
        "replaced_by",
        "replaced_at",
        "replaced_note",
    ),
    once=("decided_by", "decided_at", "replaced_by", "replaced_at"),
    moves=(("asked", "granted"), ("asked", "refused"), ("granted", "replaced")),
)
class Loss(DecidedByAnother):
    """A collector's shortage that the partner bears: asked by one, decided by another.

    What the hand-over left short is all that is short: each one expects what earlier ones left.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Menunggu keputusan")
        GRANTED = "granted", _("Ditanggung mitra, belum diganti")
        REFUSED = "refused", _("Ditolak")
        REPLACED = "replaced", _("Sudah diganti mitra")

    # With these the shortage is no longer the collector's.
    BORNE = (Status.GRANTED, Status.REPLACED)

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="losses")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="losses")
    amount_idr = models.PositiveBigIntegerField(_("jumlah"))
    reason = models.CharField(_("alasan"), max_length=500)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="losses_asked")
    asked_at = models.DateTimeField(_("diusulkan"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKED)
    # The treasurer into whose cash the partner paid, and where that money came from.
    replaced_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="losses_replaced"
    )
    replaced_at = models.DateTimeField(_("diganti"), null=True, blank=True)
    replaced_note = models.CharField(_("bukti penggantian"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("kerugian mitra")
        verbose_name_plural = _("kerugian mitra")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(name="loss_is_positive", condition=Q(amount_idr__gt=0)),
            models.CheckConstraint(name="loss_says_why", condition=~Q(reason="")),
            models.UniqueConstraint(
                fields=["handover"],
                condition=~Q(status="refused"),
                name="shortage_is_borne_once",
            ),
            by_another("loss_is_decided_by_another_person"),
            names_who_and_when("decided_loss_names_who_and_when"),
            models.CheckConstraint(
                name="replaced_loss_names_who_and_when",
                condition=Q(
                    ~Q(status="replaced"), replaced_by=None, replaced_at=None, replaced_note=""
                )
                | Q(
                    ~Q(replaced_note=""),
                    status="replaced",
                    replaced_by__isnull=False,
                    replaced_at__isnull=False,
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="closed_losses_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status__in=["refused", "replaced"]),
            ),
            refused("loss_is_the_shortage_of_its_handover", NOT_ITS_SHORTAGE),
            refused(
                "nobody_decides_about_an_own_shortage",
                OWN_SHORTAGE,
                operation=pgtrigger.Insert | pgtrigger.Update,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} Rp{self.amount_idr}"
