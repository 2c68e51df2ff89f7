import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.models.handover import Handover
from markets.guards import kept, refused
from markets.models import Partner, User

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
class Loss(models.Model):
    """A collector's shortage that the partner bears: asked by one, decided by another.

    What the hand-over left short is all that is short: each one expects what earlier ones left.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Menunggu keputusan")
        GRANTED = "granted", _("Ditanggung mitra, belum diganti")
        REFUSED = "refused", _("Ditolak")
        REPLACED = "replaced", _("Sudah diganti mitra")

    # Of these a hand-over has one at most.
    STANDING = (Status.ASKED, Status.GRANTED, Status.REPLACED)
    # With these the shortage is no longer the collector's.
    BORNE = (Status.GRANTED, Status.REPLACED)

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="losses")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="losses")
    amount_idr = models.PositiveBigIntegerField(_("jumlah"))
    reason = models.CharField(_("alasan"), max_length=500)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="losses_asked")
    asked_at = models.DateTimeField(_("diusulkan"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKED)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="losses_decided"
    )
    decided_at = models.DateTimeField(_("diputuskan"), null=True, blank=True)
    decision_note = models.CharField(_("catatan"), max_length=500, blank=True)
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
            models.CheckConstraint(
                name="loss_is_decided_by_another_person",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="decided_loss_names_who_and_when",
                condition=Q(status="asked", decided_by=None, decided_at=None)
                | Q(~Q(status="asked"), decided_by__isnull=False, decided_at__isnull=False),
            ),
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
            pgtrigger.Trigger(
                name="nobody_decides_about_an_own_shortage",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=f"""
                    IF {OWN_SHORTAGE} THEN
                        RAISE EXCEPTION 'the shortage is hers'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'nobody_decides_about_an_own_shortage';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} Rp{self.amount_idr}"
